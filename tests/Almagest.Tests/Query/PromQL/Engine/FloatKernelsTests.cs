using Almagest.Query.PromQL.Engine;
using Almagest.Query.PromQL.Functions;
using Almagest.Query.PromQL.Values;

namespace Almagest.Tests.Query.PromQL.Engine;

/// <summary>Functions over all windows of a series at once against the same window by window.</summary>
public sealed class FloatKernelsTests
{
    static readonly double[] Odd = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0.0, -0.0, double.MaxValue, -double.MaxValue, 1e300, double.Epsilon];

    static readonly Dictionary<string, Func<double[], double>> Plain = new()
    {
        ["max_over_time"] = static window => Array.FindAll(window, static v => !double.IsNaN(v)) is { Length: > 0 } known ? First(known, static (value, best) => value > best) : double.NaN,
        ["min_over_time"] = static window => Array.FindAll(window, static v => !double.IsNaN(v)) is { Length: > 0 } known ? First(known, static (value, best) => value < best) : double.NaN,
        ["sum_over_time"] = static window =>
        {
            var (sum, lost) = (0.0, 0.0);
            foreach (var value in window)
                Kahan.Add(value, ref sum, ref lost);
            return double.IsInfinity(sum) ? sum : sum + lost;
        },
        ["avg_over_time"] = static window =>
        {
            var mean = new RunningMean(window[0]);
            foreach (var value in window[1..])
                mean.Add(value);
            return mean.Value;
        },
        ["count_over_time"] = static window => window.Length,
        ["last_over_time"] = static window => window[^1],
    };

    [Theory]
    [InlineData("max_over_time", false)]
    [InlineData("max_over_time", true)]
    [InlineData("min_over_time", false)]
    [InlineData("min_over_time", true)]
    [InlineData("sum_over_time", false)]
    [InlineData("sum_over_time", true)]
    [InlineData("avg_over_time", false)]
    [InlineData("avg_over_time", true)]
    [InlineData("count_over_time", false)]
    [InlineData("last_over_time", true)]
    public void All_windows_are_what_each_is_bit_for_bit(string name, bool withOdd)
    {
        var random = new Random(11);
        var kernel = RangeFunctions.Find(name)!.Floats!;
        var windows = new FloatWindows();
        for (var round = 0; round < 300; round++)
        {
            // Every other time no sample is in two windows.
            var range = random.Next(1, 300_000);
            var call = new RateCall(random.Next(0, 100_000), round % 2 == 0 ? random.Next(1, 40_000) : range, random.Next(1, 150), range, IsCounter: false, 0);
            var (times, values) = Series(random, withOdd);
            var (results, present) = (new double[call.Steps], new ulong[StepBits.Words(call.Steps)]);
            windows.Find(call, times, present);
            kernel(values, windows, results, static () => { });
            for (var step = 0; step < call.Steps; step++)
            {
                var end = call.FirstEnd + (step * call.StepMs);
                var window = values.Where((_, i) => times[i] > end - call.RangeMs && times[i] <= end).ToArray();
                Assert.Equal(window.Length > 0, StepBits.Get(present, step));
                if (window.Length > 0)
                    Assert.Equal(Bits(Plain[name](window)), Bits(results[step]));
            }
        }
    }

    [Fact]
    public void Long_windows_look_at_the_clock()
    {
        var windows = new FloatWindows();
        var call = new RateCall(4_000_000, 1, 100, 4_000_000, IsCounter: false, 0);
        var times = Enumerable.Range(0, 400_000).Select(static i => i * 10L).ToArray();
        windows.Find(call, times, new ulong[2]);
        Assert.Throws<OperationCanceledException>(() => FloatKernels.Sum(new double[times.Length], windows, new double[100], static () => throw new OperationCanceledException()));
    }

    static (long[] Times, double[] Values) Series(Random random, bool withOdd)
    {
        var (times, values, time) = (new long[random.Next(0, 200)], new List<double>(), 0L);
        for (var i = 0; i < times.Length; i++)
        {
            times[i] = time += random.Next(1, 30_000);
            values.Add(withOdd && random.Next(12) == 0 ? Odd[random.Next(Odd.Length)] : (random.NextDouble() - 0.3) * Math.Pow(10, random.Next(-3, 9)));
        }

        return (times, [.. values]);
    }

    static double First(double[] values, Func<double, double, bool> better)
    {
        var best = values[0];
        foreach (var value in values)
            best = better(value, best) ? value : best;
        return best;
    }

    // Which of the many NaN does not matter.
    static long Bits(double value) => double.IsNaN(value) ? -1 : BitConverter.DoubleToInt64Bits(value);
}

using Almagest.Model;
using Almagest.Query.PromQL.Sources;

namespace Almagest.Tests.Query.PromQL.Engine;

/// <summary>Counters and gauges in memory that remembers what was asked for.</summary>
sealed class FakeSource : ISeriesSource
{
    readonly List<(Labels Labels, long[] Times, double[] Values)> _series = [];

    public List<SeriesSelection> Selections { get; } = [];

    /// <summary>Whether series are given at once to who asks for that.</summary>
    public bool IsHeld { get; init; }

    /// <summary>Called before each answer.</summary>
    public Func<CancellationToken, Task> Before { get; init; } = static _ => Task.CompletedTask;

    /// <summary>Random walks with resets, gaps, markers, NaN and infinities, the same for the same arguments.</summary>
    public static FakeSource Random(int series, int samples, bool isHeld = false)
    {
        var source = new FakeSource { IsHeld = isHeld };
        for (var i = 0; i < series; i++)
        {
            var random = new Random(i);
            var (times, values, total) = (new List<long>(), new List<double>(), 0.0);
            for (var j = 0; j < samples; j++)
            {
                total = random.Next(40) == 0 ? 0 : total + (random.NextDouble() * 1e3);
                if (random.Next(15) == 0)
                    continue;
                times.Add((j * 15_000L) + random.Next(900));
                values.Add(random.Next(200) switch { 0 => double.NaN, 1 => double.PositiveInfinity, 2 => BitConverter.Int64BitsToDouble(SampleBuffer.StaleBits), _ => total });
            }

            source._series.Add((Labels.Of(("__name__", "requests_total"), ("job", $"j{i % 7}"), ("id", $"{i:0000}")), [.. times], [.. values]));
        }

        return source;
    }

    public FakeSource Add(Labels labels, params (long TimeMs, double Value)[] samples)
    {
        _series.Add((labels, [.. samples.Select(static sample => sample.TimeMs)], [.. samples.Select(static sample => sample.Value)]));
        return this;
    }

    public HeldSeries? TrySelect(SeriesSelection selection, int mostSeries)
    {
        var found = Find(selection);
        Array.Sort(found, static (a, b) => a.Labels.CompareTo(b.Labels));
        return IsHeld && found.Length <= mostSeries ? new HeldSeries(new SortedSeries([.. found]), found.Sum(static series => series.Count)) : null;
    }

    public async ValueTask<IReadOnlyList<ISeries>> SelectAsync(SeriesSelection selection, CancellationToken ct)
    {
        lock (Selections)
            Selections.Add(selection);
        await Before(ct);
        return Find(selection);
    }

    Series[] Find(SeriesSelection selection) =>
        [.. _series.Where(series => selection.Matchers.All(matcher => matcher.Matches(series.Labels[matcher.Name]))).Select(series => new Series(series.Labels, series.Times, series.Values, selection))];

    sealed class Series(Labels labels, long[] times, double[] values, SeriesSelection selection) : ISeries
    {
        public Labels Labels => labels;

        internal int Count => times.Length;

        public void Read(SampleBuffer into)
        {
            for (var i = 0; i < times.Length; i++)
                if (times[i] >= selection.FromMs && times[i] <= selection.ToMs)
                    into.Add(times[i], values[i]);
        }
    }
}

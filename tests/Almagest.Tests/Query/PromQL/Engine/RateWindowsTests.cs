using Almagest.Model;
using Almagest.Query.PromQL.Engine;
using Almagest.Query.PromQL.Sources;

namespace Almagest.Tests.Query.PromQL.Engine;

/// <summary>The fast way of rates against the plain one: the differences of first and last, resets added in order, extrapolated with all divisions.</summary>
public sealed class RateWindowsTests
{
    const long RangeMs = 60_000;

    [Theory]
    [InlineData(true, 60)]
    [InlineData(true, 0)]
    [InlineData(false, 0)]
    public void Rates_are_those_of_the_plain_way_bit_for_bit(bool isCounter, double perSeconds)
    {
        var random = new Random(7);
        var cache = new RateWindowCache();
        var resets = new CounterResets();
        for (var round = 0; round < 500; round++)
        {
            var call = new RateCall(random.Next(0, 100_000), random.Next(1, 40_000), random.Next(1, 150), RangeMs, isCounter, perSeconds);
            var times = Times(random);
            for (var series = 0; series < 3; series++)
            {
                var values = Values(random, times.Length);
                var rates = new double[call.Steps];
                var windows = cache.Of(call, times);
                resets.Find(values);
                windows.Fill(call, values, isCounter ? resets.Positions : [], rates);
                for (var step = 0; step < call.Steps; step++)
                    CheckStep(call, (times, values), step, StepBits.Get(windows.Present, step) ? rates[step] : null);
            }
        }
    }

    [Fact]
    public void Series_with_the_same_times_share_windows()
    {
        var call = new RateCall(60_000, 15_000, 10, RangeMs, IsCounter: true, 60);
        var cache = new RateWindowCache();
        long[] times = [1_000, 16_000, 31_000];
        var windows = cache.Of(call, times);
        cache.Of(call, (long[])[.. times]).ShouldBeSameAs(windows);
        cache.Of(call, [1_000, 16_001, 31_000]).Times[1].ShouldBe(16_001);
    }

    [Fact]
    public void Windows_are_found_by_where_times_come_from_without_decoding_them()
    {
        var call = new RateCall(60_000, 15_000, 10, RangeMs, IsCounter: true, 60);
        var (cache, codec) = (new RateWindowCache(), new CountingTimes());
        var windows = cache.Of(call, Series(codec, [1, 2, 3]));
        codec.Decoded.ShouldBe(1);
        cache.Of(call, Series(codec, [4, 5, 6])).ShouldBeSameAs(windows);
        codec.Decoded.ShouldBe(1);
    }

    [Theory]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(168)]
    public void Series_of_many_parts_that_follow_each_other_share_windows(int parts)
    {
        var call = new RateCall(60_000, 15_000, parts * 3, RangeMs, IsCounter: true, 60);
        var (cache, codec) = (new RateWindowCache(), new CountingTimes());
        var windows = cache.Of(call, Series(codec, [1, 2, 3], parts));
        windows.Times.Length.ShouldBe(parts * 3);
        cache.Of(call, Series(codec, [4, 5, 6], parts)).ShouldBeSameAs(windows);
        codec.Decoded.ShouldBe(parts);
        cache.Of(call, Series(codec, [4, 5], parts)).Times.Length.ShouldBe(parts * 2);
        cache.Of(call, Series(codec, [4, 5, 6], parts)).Times.Length.ShouldBe(parts * 3);
    }

    [Fact]
    public void Windows_of_other_functions_are_found_again_by_where_times_come_from()
    {
        var call = new RateCall(60_000, 15_000, 10, RangeMs, IsCounter: false, 0);
        var (windows, codec) = (new FloatWindows(), new CountingTimes());
        var (first, again, other) = (new ulong[1], new ulong[1], new ulong[1]);
        windows.Find(call, Series(codec, [1, 2, 3], 2), first);
        var highs = windows.Highs.ToArray();
        windows.Find(call, Series(codec, [4, 5, 6], 2), again);
        codec.Decoded.ShouldBe(2);
        again.ShouldBe(first);
        windows.Highs.ToArray().ShouldBe(highs);
        windows.Find(call, Series(codec, [4, 5], 1), other);
        windows.Highs[^1].ShouldBe(2);
        windows.Find(call with { FirstEnd = 0 }, Series(codec, [4, 5], 1), other);
        windows.Highs[0].ShouldBe(0);
    }

    [Fact]
    public void Windows_that_were_computed_for_other_times_are_not_found_again()
    {
        var call = new RateCall(60_000, 15_000, 200_000, RangeMs, IsCounter: true, 60);
        var (cache, codec) = (new RateWindowCache(), new CountingTimes());
        var (series, others) = (Series(codec, [1, 2, 3]), Series(new CountingTimes(), [1, 2]));
        cache.Of(call, series).Times.Length.ShouldBe(3);
        cache.Of(call, others).Times.Length.ShouldBe(2);
        cache.Of(call, series).Times.Length.ShouldBe(3);
    }

    static SeriesScratch Series(CountingTimes codec, double[] values, int parts = 1)
    {
        var scratch = new SeriesScratch();
        scratch.LoadSplit(new Parts(codec, values, parts));
        return scratch;
    }

    static void CheckStep(in RateCall call, (long[] Times, double[] Values) samples, int step, double? actual)
    {
        var end = call.FirstEnd + step * call.StepMs;
        var inside = Enumerable.Range(0, samples.Times.Length).Where(i => samples.Times[i] > end - RangeMs && samples.Times[i] <= end).ToList();
        if (inside.Count < 2)
        {
            actual.ShouldBeNull();
            return;
        }

        var values = inside.ConvertAll(i => samples.Values[i]);
        var growth = values[^1] - values[0];
        for (var i = 1; call.IsCounter && i < values.Count; i++)
            growth += values[i] < values[i - 1] ? values[i - 1] : 0;
        var known = new Extrapolation.Samples(values.Count - 1, samples.Times[inside[0]], samples.Times[inside[^1]], values[0], growth);
        var expected = growth * Extrapolation.Factor(known, end - RangeMs, end, call.IsCounter, call.PerSeconds);
        actual.ShouldNotBeNull();
        if (double.IsNaN(expected))
            double.IsNaN(actual.Value).ShouldBeTrue();
        else
            BitConverter.DoubleToInt64Bits(actual.Value).ShouldBe(BitConverter.DoubleToInt64Bits(expected), $"first {values[0]:R}, growth {growth:R}");
    }

    static long[] Times(Random random)
    {
        var (times, at) = (new long[random.Next(0, 60)], (long)random.Next(0, 50_000));
        for (var i = 0; i < times.Length; i++)
            times[i] = at += random.Next(4) == 0 ? random.Next(1, 90_000) : 15_000;
        return times;
    }

    static double[] Values(Random random, int count)
    {
        var (values, value) = (new double[count], random.Next(3) switch { 0 => 0.0, 1 => random.NextDouble() * 10, _ => random.NextDouble() * 1e6 - 1000 });
        for (var i = 0; i < count; i++)
        {
            values[i] = value;
            value = random.Next(40) switch { 0 => 0, 1 => double.NaN, 2 => double.PositiveInfinity, 3 => 1e-310, 4 => -5, 5 => value, _ => (double.IsFinite(value) ? value : 1) + random.NextDouble() * 5 };
        }

        return values;
    }

    sealed class Parts(CountingTimes codec, double[] values, int count) : ISeries
    {
        public Labels Labels => Labels.Empty;

        public void Read(SampleBuffer into)
        {
            for (var part = 0; part < count; part++)
            {
                var start = 1_000 + (part * values.Length * 15_000L);
                values.CopyTo(into.Append(new TimePart(codec, codec.Compressed, start, 0, values.Length, start + ((values.Length - 1) * 15_000))));
            }
        }
    }

    sealed class CountingTimes : ITimeCodec
    {
        public byte[] Compressed { get; } = [1];

        public int Decoded { get; private set; }

        public void Decode(byte[] compressed, long startMs, Span<long> into)
        {
            Decoded++;
            for (var i = 0; i < into.Length; i++)
                into[i] = startMs + i * 15_000;
        }
    }
}

using Almagest.Query.PromQL.Engine;
using Almagest.Query.PromQL.Syntax;
using Almagest.Query.PromQL.Values;

namespace Almagest.Query.PromQL.Functions;

/// <summary><c>rate</c>, <c>increase</c> and <c>delta</c> in general; plain floats take the faster way of <see cref="RateWindows"/>.</summary>
static class RateFunctions
{
    public static RangeResult Rate(in RangeWindow window, RangeCall call) => Any(window, call, isCounter: true, call.RangeSeconds);

    public static RangeResult Increase(in RangeWindow window, RangeCall call) => Any(window, call, isCounter: true, 0);

    public static RangeResult Delta(in RangeWindow window, RangeCall call) => Any(window, call, isCounter: false, 0);

    // perSeconds is the range in seconds for rates, else 0.
    static RangeResult Any(in RangeWindow window, RangeCall call, bool isCounter, double perSeconds)
    {
        if (window.HasFloats && window.HasHistograms)
        {
            call.Remark(Remarks.MixedFloatsHistograms, window.Place);
            return RangeResult.None;
        }

        if (call.Extension != VectorExtension.None)
            return window.HasHistograms ? ExtendedHistogramRate.Of(window, call, isCounter, perSeconds) : ExtendedRate.Of(window, call, isCounter, perSeconds);
        return window.HasHistograms ? Histograms(window, call, isCounter, perSeconds) : Floats(window, call, isCounter, perSeconds);
    }

    static RangeResult Floats(in RangeWindow window, RangeCall call, bool isCounter, double perSeconds)
    {
        var values = window.Values;
        var growth = values[^1] - values[0];
        var overlaps = false;
        for (var i = 1; isCounter && i < values.Length; i++)
        {
            var known = i < window.Starts.Length;
            overlaps |= known && StartTimes.Overlap(window.Starts[i - 1], window.Times[i - 1], window.Starts[i]);
            if (values[i] < values[i - 1] || (known && StartTimes.IsReset(window.Starts[i - 1], window.Times[i - 1], window.Starts[i], window.Times[i])))
                growth += values[i - 1];
        }

        if (overlaps)
            call.Remark(Remarks.StartTimeOverlap, window.Place);
        if (isCounter && StartWithin(window.Starts, window.Times[0], window.StartMs))
            return (growth + values[0]) * FromStart(window.Starts[0], window.Times, window.EndMs, perSeconds);
        if (values.Length < 2)
            return RangeResult.None;
        var samples = new Extrapolation.Samples(values.Length - 1, window.Times[0], window.Times[^1], values[0], growth);
        return growth * Extrapolation.Factor(samples, window.StartMs, window.EndMs, isCounter, perSeconds);
    }

    static RangeResult Histograms(in RangeWindow window, RangeCall call, bool isCounter, double perSeconds)
    {
        var first = window.Histograms[0];
        FloatHistogram? growth = null;
        if (window.Histograms.Length > 1 && (growth = HistogramGrowth.Of(window, call, isCounter)) is null)
            return RangeResult.None;
        if (isCounter && StartWithin(window.HistogramStarts, window.HistogramTimes[0], window.StartMs))
        {
            var total = growth is null ? first : HistogramMath.Add(growth, first, window.Place, call);
            return total is null ? RangeResult.None : HistogramArithmetic.Multiply(total, FromStart(window.HistogramStarts[0], window.HistogramTimes, window.EndMs, perSeconds));
        }

        if (growth is null)
            return RangeResult.None;
        var samples = new Extrapolation.Samples(window.Histograms.Length - 1, window.HistogramTimes[0], window.HistogramTimes[^1], first.Count, growth.Count);
        return HistogramArithmetic.Multiply(growth, Extrapolation.Factor(samples, window.StartMs, window.EndMs, isCounter, perSeconds));
    }

    // The counter is known to have begun at 0 within the range: nothing has to be guessed to the left.
    static bool StartWithin(ReadOnlySpan<long> starts, long firstMs, long rangeStart) => !starts.IsEmpty && starts[0] != 0 && starts[0] > rangeStart && starts[0] < firstMs;

    static double FromStart(long startMs, ReadOnlySpan<long> times, long end, double perSeconds)
    {
        var distance = times.Length > 1 ? (times[^1] - times[0]) / 1000.0 / (times.Length - 1) : 0;
        return Extrapolation.Factor((times[^1] - startMs) / 1000.0, 0, Extrapolation.ToEnd(times[^1], end, distance), perSeconds);
    }
}

using Almagest.Query.PromQL.Engine;

namespace Almagest.Query.PromQL.Functions;

/// <summary>Minimum and maximum over time and when they were. NaN counts only when nothing else does; histograms do not count.</summary>
static class ExtremesOverTime
{
    public static RangeResult Max(in RangeWindow window, RangeCall call)
    {
        if (!FloatsOf(window, call))
            return RangeResult.None;
        var best = window.Values[0];
        foreach (var value in window.Values)
            if (value > best || double.IsNaN(best))
                best = value;
        return best;
    }

    public static RangeResult Min(in RangeWindow window, RangeCall call)
    {
        if (!FloatsOf(window, call))
            return RangeResult.None;
        var best = window.Values[0];
        foreach (var value in window.Values)
            if (value < best || double.IsNaN(best))
                best = value;
        return best;
    }

    public static RangeResult TimeOfMax(in RangeWindow window, RangeCall call) => TimeOf(window, call, static (value, best) => value >= best);

    public static RangeResult TimeOfMin(in RangeWindow window, RangeCall call) => TimeOf(window, call, static (value, best) => value <= best);

    /// <summary>Whether there are floats; remarks on histograms beside them.</summary>
    public static bool FloatsOf(in RangeWindow window, RangeCall call)
    {
        if (window.HasFloats && window.HasHistograms)
            call.Remark(Remarks.HistogramIgnoredInMixedRange, window.Place);
        return window.HasFloats;
    }

    static RangeResult TimeOf(in RangeWindow window, RangeCall call, Func<double, double, bool> better)
    {
        if (!FloatsOf(window, call))
            return RangeResult.None;
        var (best, at) = (window.Values[0], window.Times[0]);
        for (var i = 0; i < window.Values.Length; i++)
            if (better(window.Values[i], best) || double.IsNaN(best))
                (best, at) = (window.Values[i], window.Times[i]);
        return at / 1000.0;
    }
}

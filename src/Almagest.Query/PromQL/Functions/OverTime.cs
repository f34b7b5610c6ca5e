using Almagest.Query.PromQL.Engine;

namespace Almagest.Query.PromQL.Functions;

/// <summary>Functions that only look at which samples there are.</summary>
static class OverTime
{
    public static RangeResult Present(in RangeWindow window, RangeCall call) => 1.0;

    public static RangeResult Count(in RangeWindow window, RangeCall call) => (double)(window.Times.Length + window.HistogramTimes.Length);

    public static RangeResult First(in RangeWindow window, RangeCall call) =>
        !window.HasHistograms || (window.HasFloats && window.Times[0] < window.HistogramTimes[0]) ? window.Values[0] : window.Histograms[0];

    public static RangeResult Last(in RangeWindow window, RangeCall call) =>
        !window.HasHistograms || (window.HasFloats && window.HistogramTimes[^1] < window.Times[^1]) ? window.Values[^1] : window.Histograms[^1];

    public static RangeResult TimeOfFirst(in RangeWindow window, RangeCall call) =>
        Math.Min(window.HasFloats ? window.Times[0] : long.MaxValue, window.HasHistograms ? window.HistogramTimes[0] : long.MaxValue) / 1000.0;

    public static RangeResult TimeOfLast(in RangeWindow window, RangeCall call) =>
        Math.Max(window.HasFloats ? window.Times[^1] : 0, window.HasHistograms ? window.HistogramTimes[^1] : 0) / 1000.0;
}

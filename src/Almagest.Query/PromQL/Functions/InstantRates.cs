using Almagest.Query.PromQL.Engine;
using Almagest.Query.PromQL.Values;

namespace Almagest.Query.PromQL.Functions;

/// <summary><c>irate</c> and <c>idelta</c>: the last two samples.</summary>
static class InstantRates
{
    readonly record struct Sample(long TimeMs, double Value, FloatHistogram? Histogram, long StartMs);

    public static RangeResult Rate(in RangeWindow window, RangeCall call) => LastTwo(window, call, isRate: true);

    public static RangeResult Delta(in RangeWindow window, RangeCall call) => LastTwo(window, call, isRate: false);

    static RangeResult LastTwo(in RangeWindow window, RangeCall call, bool isRate)
    {
        if (window.Times.Length + window.HistogramTimes.Length < 2)
            return RangeResult.None;
        var (floats, histograms) = (window.Times.Length, window.HistogramTimes.Length);
        var last = Take(window, ref floats, ref histograms);
        var first = Take(window, ref floats, ref histograms);
        var seconds = (last.TimeMs - first.TimeMs) / 1000.0;
        if (seconds == 0)
            return RangeResult.None;
        var reset = isRate && StartTimes.IsReset(first.StartMs, first.TimeMs, last.StartMs, last.TimeMs);
        if (first.Histogram is null && last.Histogram is null)
        {
            var growth = isRate && (last.Value < first.Value || reset) ? last.Value : last.Value - first.Value;
            return isRate ? growth / seconds : growth;
        }

        if (first.Histogram is { } before && last.Histogram is { } after)
            return Histograms(window, call, (before, after), isRate, reset) is { } growth ? isRate ? HistogramArithmetic.Divide(growth, seconds) : growth : RangeResult.None;
        call.Remarker.Add(Remarks.MixedFloatsHistograms(window.Series.Metric, call.AllArguments), window.Step);
        return RangeResult.None;
    }

    // The newer of the last float and the last histogram.
    static Sample Take(in RangeWindow window, ref int floats, ref int histograms)
    {
        if (histograms == 0 || (floats > 0 && window.Times[floats - 1] > window.HistogramTimes[histograms - 1]))
        {
            floats--;
            return new Sample(window.Times[floats], window.Values[floats], null, StartTimes.At(window.Starts, floats));
        }

        histograms--;
        return new Sample(window.HistogramTimes[histograms], 0, window.Histograms[histograms], StartTimes.At(window.HistogramStarts, histograms));
    }

    static FloatHistogram? Histograms(in RangeWindow window, RangeCall call, (FloatHistogram First, FloatHistogram Last) pair, bool isRate, bool reset)
    {
        var (first, last) = pair;
        var gauges = (first.CounterResetHint == CounterResetHint.Gauge ? 1 : 0) + (last.CounterResetHint == CounterResetHint.Gauge ? 1 : 0);
        if (isRate && gauges > 0)
            call.Remarker.Add(Remarks.HistogramNotCounter(window.Series.Metric, call.AllArguments), window.Step);
        if (!isRate && gauges < 2)
            call.Remarker.Add(Remarks.HistogramNotGauge(window.Series.Metric, call.AllArguments), window.Step);
        var growth = last;
        if (!isRate || (!reset && !HistogramResets.Detect(last, first)))
        {
            var difference = HistogramArithmetic.Subtract(last, first, out var remarks);
            if (difference is null)
            {
                call.Remarker.Add(Remarks.MixedExponentialCustom(window.Series.Metric, call.AllArguments), window.Step);
                return null;
            }

            if (remarks.HasFlag(HistogramRemarks.BoundsReconciled))
                call.Remarker.Add(Remarks.CustomBucketsReconciled("subtraction", call.AllArguments), window.Step);
            growth = difference;
        }

        return HistogramArithmetic.Compact(growth with { CounterResetHint = CounterResetHint.Gauge });
    }
}

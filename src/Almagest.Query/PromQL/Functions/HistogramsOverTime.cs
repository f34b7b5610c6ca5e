using Almagest.Query.PromQL.Engine;
using Almagest.Query.PromQL.Values;

namespace Almagest.Query.PromQL.Functions;

/// <summary>Sum and average of histograms over time.</summary>
static class HistogramsOverTime
{
    public static RangeResult Sum(in RangeWindow window, RangeCall call)
    {
        var sum = new HistogramSum(window.Histograms[0]);
        foreach (var histogram in window.Histograms[1..])
            if (!sum.TryAdd(histogram))
                break;
        return Report(sum, window, call, sum.Sum);
    }

    public static RangeResult Average(in RangeWindow window, RangeCall call)
    {
        var sum = new HistogramSum(window.Histograms[0]);
        foreach (var histogram in window.Histograms[1..])
            if (!sum.TryAddToMean(histogram))
                break;
        return Report(sum, window, call, sum.Mean);
    }

    static RangeResult Report(HistogramSum sum, in RangeWindow window, RangeCall call, Func<FloatHistogram?> result)
    {
        if (sum.IsIncompatible)
        {
            call.Remark(Remarks.MixedExponentialCustom, window.Place);
            return RangeResult.None;
        }

        if (sum.HasResetCollision)
            call.Remarker.Add(Remarks.CounterResetCollision("aggregation", call.FirstArgument), window.Step);
        var value = result();
        if (sum.BoundsReconciled)
            call.Remarker.Add(Remarks.CustomBucketsReconciled("aggregation", call.FirstArgument), window.Step);
        return value is null ? RangeResult.None : value;
    }
}

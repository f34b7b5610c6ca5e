using Almagest.Model;
using Almagest.Query.PromQL.Engine;
using Almagest.Query.PromQL.Values;

namespace Almagest.Query.PromQL.Functions;

/// <summary>Sums and differences of histograms within a function; remarks become annotations, and what can not be combined is null.</summary>
static class HistogramMath
{
    public static FloatHistogram? Add(FloatHistogram left, FloatHistogram right, Labels series, RangeCall call)
    {
        var result = HistogramArithmetic.Add(left, right, out var remarks);
        Report(remarks, "addition", series, call);
        return result;
    }

    public static FloatHistogram? Subtract(FloatHistogram left, FloatHistogram right, Labels series, RangeCall call)
    {
        var result = HistogramArithmetic.Subtract(left, right, out var remarks);
        Report(remarks, "subtraction", series, call);
        return result;
    }

    // Conflicting hints are no news here: these functions treat resets explicitly.
    static void Report(HistogramRemarks remarks, string operation, Labels series, RangeCall call)
    {
        if (remarks.HasFlag(HistogramRemarks.IncompatibleSchemas))
            call.Remark(Remarks.MixedExponentialCustom, series);
        if (remarks.HasFlag(HistogramRemarks.BoundsReconciled))
            call.Annotations.Add(Remarks.CustomBucketsReconciled(operation, call.FirstArgument));
    }
}

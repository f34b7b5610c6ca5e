using Almagest.Query.PromQL.Engine;
using Almagest.Query.PromQL.Values;

namespace Almagest.Query.PromQL.Functions;

/// <summary>Sums and differences of histograms within a function; remarks become annotations, and what can not be combined is null.</summary>
static class HistogramMath
{
    public static FloatHistogram? Add(FloatHistogram left, FloatHistogram right, RangePlace place, RangeCall call)
    {
        var result = HistogramArithmetic.Add(left, right, out var remarks);
        Report(remarks, "addition", place, call);
        return result;
    }

    public static FloatHistogram? Subtract(FloatHistogram left, FloatHistogram right, RangePlace place, RangeCall call)
    {
        var result = HistogramArithmetic.Subtract(left, right, out var remarks);
        Report(remarks, "subtraction", place, call);
        return result;
    }

    // Conflicting hints are no news here: these functions treat resets explicitly.
    static void Report(HistogramRemarks remarks, string operation, RangePlace place, RangeCall call)
    {
        if (remarks.HasFlag(HistogramRemarks.IncompatibleSchemas))
            call.Remark(Remarks.MixedExponentialCustom, place);
        if (remarks.HasFlag(HistogramRemarks.BoundsReconciled))
            call.Remarker.Add(Remarks.CustomBucketsReconciled(operation, call.FirstArgument), place.Step);
    }
}

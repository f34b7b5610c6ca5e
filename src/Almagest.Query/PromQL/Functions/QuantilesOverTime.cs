using System.Buffers;
using Almagest.Query.PromQL.Engine;
using Almagest.Query.PromQL.Values;

namespace Almagest.Query.PromQL.Functions;

/// <summary>Quantiles over time. Histograms do not count.</summary>
static class QuantilesOverTime
{
    public static RangeResult Quantile(in RangeWindow window, RangeCall call)
    {
        if (!window.HasFloats)
            return RangeResult.None;
        var quantile = call.Parameter(0, window.Step);
        if (double.IsNaN(quantile) || quantile is < 0 or > 1)
            call.Remarker.Add(Remarks.InvalidQuantile(quantile, call.FirstArgument), window.Step);
        ExtremesOverTime.FloatsOf(window, call);
        var copy = ArrayPool<double>.Shared.Rent(window.Values.Length);
        window.Values.CopyTo(copy);
        var result = Quantiles.Of(quantile, copy.AsSpan(0, window.Values.Length));
        ArrayPool<double>.Shared.Return(copy);
        return result;
    }

    public static RangeResult MedianDeviation(in RangeWindow window, RangeCall call)
    {
        if (!ExtremesOverTime.FloatsOf(window, call))
            return RangeResult.None;
        foreach (var value in window.Values)
            if (double.IsNaN(value))
                return double.NaN;
        var copy = ArrayPool<double>.Shared.Rent(window.Values.Length);
        var values = copy.AsSpan(0, window.Values.Length);
        window.Values.CopyTo(values);
        var median = Quantiles.Of(0.5, values);
        foreach (ref var value in values)
            value = Math.Abs(value - median);
        var result = Quantiles.Of(0.5, values);
        ArrayPool<double>.Shared.Return(copy);
        return result;
    }
}

namespace Almagest.Query.PromQL.Values;

/// <summary>Quantiles of a set of numbers.</summary>
static class Quantiles
{
    /// <summary>The quantile, interpolated between neighbours; −Inf below 0 and +Inf above 1. Sorts the values, NaN first.</summary>
    public static double Of(double quantile, Span<double> values)
    {
        if (values.IsEmpty || double.IsNaN(quantile))
            return double.NaN;
        if (quantile is < 0 or > 1)
            return quantile < 0 ? double.NegativeInfinity : double.PositiveInfinity;
        values.Sort();
        var rank = quantile * (values.Length - 1);
        var lower = Math.Max(0, Math.Floor(rank));
        var upper = Math.Min(values.Length - 1, lower + 1);
        var weight = rank - Math.Floor(rank);
        return (values[(int)lower] * (1 - weight)) + (values[(int)upper] * weight);
    }
}

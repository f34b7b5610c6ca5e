namespace Almagest.Query.PromQL.Values;

/// <summary>One bucket of a native histogram with its bounds.</summary>
/// <param name="Lower">Lower bound.</param>
/// <param name="Upper">Upper bound.</param>
/// <param name="LowerInclusive">Whether a measurement equal to the lower bound falls into it.</param>
/// <param name="UpperInclusive">The same for the upper bound.</param>
/// <param name="Count">How many measurements it has.</param>
public readonly record struct HistogramBucket(double Lower, double Upper, bool LowerInclusive, bool UpperInclusive, double Count)
{
    /// <summary>
    /// The share of the width below a value that lies within the finite bounds: on a logarithmic scale, or linear for custom bounds and the zero bucket.
    /// </summary>
    public double FractionBelow(double value, bool linear)
    {
        if (linear)
            return (value - Lower) / (Upper - Lower);
        var (lower, upper, at) = (GoMath.Log2(Math.Abs(Lower)), GoMath.Log2(Math.Abs(Upper)), GoMath.Log2(Math.Abs(value)));
        return value > 0 ? (at - lower) / (upper - lower) : 1 - ((at - upper) / (lower - upper));
    }
}

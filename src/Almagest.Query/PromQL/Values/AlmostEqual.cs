using Almagest.Query.PromQL.Sources;

namespace Almagest.Query.PromQL.Values;

/// <summary>Compares numbers with a relative tolerance (https://floating-point-gui.de/errors/comparison/).</summary>
public static class AlmostEqual
{
    const double MinNormal = 2.2250738585072014e-308;

    /// <summary>Whether two numbers are the same but for rounding. NaN equals NaN; a staleness marker equals only another.</summary>
    public static bool Within(double left, double right, double tolerance)
    {
        if (SampleBuffer.IsStale(left) || SampleBuffer.IsStale(right))
            return SampleBuffer.IsStale(left) && SampleBuffer.IsStale(right);
        if (left.Equals(right) || left == right)
            return true;
        var (sum, difference) = (Math.Abs(left) + Math.Abs(right), Math.Abs(left - right));
        return left == 0 || right == 0 || sum < MinNormal ? difference < tolerance * MinNormal : difference / Math.Min(sum, double.MaxValue) < tolerance;
    }
}

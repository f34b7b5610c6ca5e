namespace Almagest.Query.PromQL.Values;

/// <summary>Summation that carries what rounding lost (Kahan's, improved by Neumaier), step by step as Prometheus does it.</summary>
public static class Kahan
{
    /// <summary>Adds to a sum and its compensation; the result is <c>sum + compensation</c> in the end. A sum that overflows has no compensation.</summary>
    public static void Add(double value, ref double sum, ref double compensation)
    {
        var total = sum + value;
        if (double.IsInfinity(total))
            compensation = 0;
        else if (Math.Abs(sum) >= Math.Abs(value))
            compensation += (sum - total) + value;
        else
            compensation += (value - total) + sum;
        sum = total;
    }
}

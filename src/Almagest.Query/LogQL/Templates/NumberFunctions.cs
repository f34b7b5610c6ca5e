using static Almagest.Query.LogQL.Templates.TemplateArguments;

namespace Almagest.Query.LogQL.Templates;

/// <summary>Functions on numbers. Those with f work on fractions, the others on whole numbers; texts are converted.</summary>
static class NumberFunctions
{
    internal static IEnumerable<TemplateFunction> All { get; } =
    [
        new("int", 1, static a => ToWhole(a[0])),
        new("float64", 1, static a => ToNumber(a[0])),
        new("add", 0, int.MaxValue, static a => a.Aggregate(0L, static (sum, v) => unchecked(sum + ToWhole(v)))),
        new("sub", 2, static a => unchecked(ToWhole(a[0]) - ToWhole(a[1]))),
        new("mul", 1, int.MaxValue, static a => a.Aggregate(1L, static (product, v) => unchecked(product * ToWhole(v)))),
        new("div", 2, static a => Divide(ToWhole(a[0]), ToWhole(a[1]), remainder: false)),
        new("mod", 2, static a => Divide(ToWhole(a[0]), ToWhole(a[1]), remainder: true)),
        new("max", 1, int.MaxValue, static a => a.Max(ToWhole)),
        new("min", 1, int.MaxValue, static a => a.Min(ToWhole)),
        new("addf", 0, int.MaxValue, static a => Exact(a, static (x, y) => x + y, static (x, y) => x + y)),
        new("subf", 1, int.MaxValue, static a => Exact(a, static (x, y) => x - y, static (x, y) => x - y)),
        new("mulf", 1, int.MaxValue, static a => Exact(a, static (x, y) => x * y, static (x, y) => x * y)),
        new("divf", 1, int.MaxValue, static a => Exact(a, static (x, y) => y == 0 ? throw new FormatException("decimal division by 0") : x / y, static (x, y) => x / y)),
        new("maxf", 1, int.MaxValue, static a => a.Max(ToNumber)),
        new("minf", 1, int.MaxValue, static a => a.Min(ToNumber)),
        new("ceil", 1, static a => Math.Ceiling(ToNumber(a[0]))),
        new("floor", 1, static a => Math.Floor(ToNumber(a[0]))),
        new("round", 2, 3, static a => Round(ToNumber(a[0]), Whole(a[1]), a.Length > 2 ? ToNumber(a[2]) : 0.5)),
    ];

    static long Divide(long a, long b, bool remainder)
    {
        if (b == 0)
            throw new FormatException("runtime error: integer divide by zero");
        return b == -1 ? remainder ? 0L : unchecked(-a) : remainder ? a % b : a / b;
    }

    // The library computes with decimals, so that 0.1 + 0.2 is 0.3; beyond their range with floating point.
    static object Exact(object?[] values, Func<decimal, decimal, decimal> exact, Func<double, double, double> binary)
    {
        if (values.Length == 0)
            return 0.0;
        var numbers = values.Select(ToNumber).ToArray();
        if (numbers.Any(static n => !double.IsFinite(n) || Math.Abs(n) > 1e14))
            return numbers.Aggregate(binary);
        try
        {
            return (double)numbers.Select(static n => (decimal)n).Aggregate(exact);
        }
        catch (OverflowException)
        {
            // Too large for decimals: the inexact result is what there is.
            return numbers.Aggregate(binary);
        }
    }

    static double Round(double value, int places, double roundOn)
    {
        var power = Math.Pow(10, places);
        var digit = power * value;
        var fraction = digit - Math.Truncate(digit);
        if (value >= 0)
            return (fraction >= roundOn ? Math.Ceiling(digit) : Math.Floor(digit)) / power;
        return (-fraction >= roundOn ? Math.Floor(digit) : Math.Ceiling(digit)) / power;
    }
}

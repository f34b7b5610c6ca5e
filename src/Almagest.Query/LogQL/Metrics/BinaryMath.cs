using Almagest.Query.PromQL.Values;

namespace Almagest.Query.LogQL.Metrics;

/// <summary>Arithmetic and comparison of two numbers, as Loki has it: a zero divisor gives NaN.</summary>
static class BinaryMath
{
    /// <summary>Whether the operator compares.</summary>
    internal static bool IsComparison(string op) => op is "==" or "!=" or ">" or ">=" or "<" or "<=";

    /// <summary>The result; of a comparison 0 or 1.</summary>
    internal static double Apply(string op, double left, double right) => op switch
    {
        "+" => left + right,
        "-" => left - right,
        "*" => left * right,
        "/" => right == 0 ? double.NaN : left / right,
        "%" => right == 0 ? double.NaN : left % right,
        "^" => GoMath.Pow(left, right),
        _ => Compare(op, left, right) ? 1 : 0,
    };

    /// <summary>Whether a comparison holds.</summary>
    internal static bool Compare(string op, double left, double right) => op switch
    {
        "==" => left == right,
        "!=" => left != right,
        ">" => left > right,
        ">=" => left >= right,
        "<" => left < right,
        "<=" => left <= right,
        _ => throw new InvalidOperationException($"operator \"{op}\" does not compare"),
    };
}

using Almagest.Query.Common;
using Almagest.Query.PromQL.Values;

namespace Almagest.Query.PromQL.Engine;

/// <summary>What a binary operator makes of two samples: nothing (filtered, or it makes no sense), a float or a histogram.</summary>
/// <param name="Valid">False when it makes no sense; a remark has been made.</param>
/// <param name="Keep">Whether a comparison holds; true for all others.</param>
/// <param name="Value">The float.</param>
/// <param name="Histogram">The histogram, or null.</param>
readonly record struct OperatorResult(bool Valid, bool Keep, double Value, FloatHistogram? Histogram);

/// <summary>A binary operator on samples.</summary>
sealed class BinaryOperator(string name, SourceSpan span, Remarker remarker)
{
    /// <summary>Whether it filters.</summary>
    public bool IsComparison { get; } = name is "==" or "!=" or "<" or "<=" or ">" or ">=";

    /// <summary>Whether what it makes is no longer the metric its name says.</summary>
    public bool ChangesMetric { get; } = name is "+" or "-" or "*" or "/" or "^" or "%" or "atan2";

    /// <summary>Arithmetic or comparison of numbers, 1 for what holds.</summary>
    public double Scalars(double left, double right) => name switch
    {
        "+" => left + right,
        "-" => left - right,
        "*" => left * right,
        "/" => left / right,
        "^" => GoMath.Pow(left, right),
        "%" => left % right,
        "atan2" => Math.Atan2(left, right),
        _ => Compare(left, right) ? 1 : 0,
    };

    OperatorResult Floats(double left, double right, int step)
    {
        if (IsComparison)
            return new OperatorResult(true, Compare(left, right), left, null);
        return ChangesMetric ? new OperatorResult(true, true, Scalars(left, right), null) : Senseless("float", "float", step);
    }

    /// <summary>The operator on two samples of a step.</summary>
    public OperatorResult Samples(double left, FloatHistogram? leftHistogram, double right, FloatHistogram? rightHistogram, int step)
    {
        if (leftHistogram is not null && rightHistogram is not null)
            return Histograms(leftHistogram, rightHistogram, step);
        if (leftHistogram is not null)
            return WithFloat(leftHistogram, right, step);
        if (rightHistogram is null)
            return Floats(left, right, step);
        return name == "*" ? Made(HistogramArithmetic.Compact(HistogramArithmetic.Multiply(rightHistogram, left))) : Senseless("float", "histogram", step);
    }

    bool Compare(double left, double right) => name switch
    {
        "==" => left == right,
        "!=" => left != right,
        "<" => left < right,
        "<=" => left <= right,
        ">" => left > right,
        ">=" => left >= right,
        _ => throw new InvalidOperationException($"unknown operator \"{name}\""),
    };

    OperatorResult WithFloat(FloatHistogram histogram, double number, int step) => name switch
    {
        "*" => Made(HistogramArithmetic.Compact(HistogramArithmetic.Multiply(histogram, number))),
        "/" => Made(HistogramArithmetic.Compact(HistogramArithmetic.Divide(histogram, number))),
        "</" => Made(HistogramTrim.KeepBelow(histogram, number)),
        ">/" => Made(HistogramTrim.KeepAbove(histogram, number)),
        _ => Senseless("histogram", "float", step),
    };

    OperatorResult Histograms(FloatHistogram left, FloatHistogram right, int step)
    {
        if (name is "==" or "!=")
            return new OperatorResult(true, HistogramEquality.Same(left, right) == (name == "=="), 0, left);
        if (name is not ("+" or "-"))
            return Senseless("histogram", "histogram", step);
        var result = name == "+" ? HistogramArithmetic.Add(left, right, out var remarks) : HistogramArithmetic.Subtract(left, right, out remarks);
        var operation = name == "+" ? "addition" : "subtraction";
        if (result is null)
        {
            remarker.Add(Remarks.IncompatibleBucketLayout(name, span), step);
            return default;
        }

        if (remarks.HasFlag(HistogramRemarks.CounterResetCollision))
            remarker.Add(Remarks.CounterResetCollision(operation, span), step);
        if (remarks.HasFlag(HistogramRemarks.BoundsReconciled))
            remarker.Add(Remarks.CustomBucketsReconciled(operation, span), step);
        return Made(HistogramArithmetic.Compact(name == "-" ? result with { CounterResetHint = CounterResetHint.Gauge } : result));
    }

    OperatorResult Senseless(string left, string right, int step)
    {
        remarker.Add(Remarks.IncompatibleTypes(left, name, right, span), step);
        return default;
    }

    static OperatorResult Made(FloatHistogram histogram) => new(true, true, 0, histogram);
}

using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.PromQL.Engine;

/// <summary>Computes durations that are expressions, such as <c>[2 * step()]</c>.</summary>
/// <param name="stepSeconds">What <c>step()</c> is.</param>
/// <param name="rangeSeconds">What <c>range()</c> is.</param>
sealed class DurationResolver(double stepSeconds, double rangeSeconds)
{
    /// <summary>Milliseconds.</summary>
    /// <exception cref="PromQlException">No valid duration, in Prometheus' words.</exception>
    public long Resolve(Expr expr, bool mayBeNegative)
    {
        var seconds = Seconds(expr);
        if (!double.IsFinite(seconds))
            throw Fault(expr, "duration is NaN or infinite");
        if (seconds <= 0 && !mayBeNegative)
            throw Fault(expr, "duration must be greater than 0");
        if (Math.Abs(seconds) > PromQlNumbers.MaxDurationSeconds)
            throw Fault(expr, "duration is out of range");
        return (long)(seconds * 1000);
    }

    double Seconds(Expr expr) => expr switch
    {
        NumberExpr number => number.Value,
        DurationExpr duration => Operation(duration, duration.Left is { } left ? Seconds(left) : 0, duration.Right is { } right ? Seconds(right) : 0),
        ParenExpr paren => Seconds(paren.Inner),
        _ => throw new InvalidOperationException($"unexpected duration expression {expr.GetType().Name}"),
    };

    double Operation(DurationExpr duration, double left, double right) => duration.Operator switch
    {
        "step" => stepSeconds,
        "range" => rangeSeconds,
        "min_of" => GoFloat.Min(left, right),
        "max_of" => GoFloat.Max(left, right),
        "+" => duration.Left is null ? right : left + right,
        "-" => duration.Left is null ? -right : left - right,
        "*" => left * right,
        "/" => right == 0 ? throw Fault(duration, "division by zero") : left / right,
        "%" => right == 0 ? throw Fault(duration, "modulo by zero") : left % right,
        "^" => Math.Pow(left, right),
        _ => throw new InvalidOperationException($"unexpected duration operator \"{duration.Operator}\""),
    };

    static PromQlException Fault(Expr at, string what) => new(PromQlFailure.Invalid, $"{at.Span.Start}:{at.Span.End}: {what}");
}

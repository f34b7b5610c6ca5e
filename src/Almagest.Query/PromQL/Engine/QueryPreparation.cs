using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.PromQL.Engine;

/// <summary>
/// Settles all that is known before evaluation: durations, <c>@ start()</c> and its like, functions of the query's own times; and finds the parts
/// that are the same at every step. The rules are Prometheus' own (<c>PreprocessExpr</c>), because they decide what <c>timestamp(x @ 1)</c> means.
/// </summary>
sealed class QueryPreparation
{
    static readonly HashSet<string> DependsOnTime =
        ["days_in_month", "day_of_month", "day_of_week", "day_of_year", "hour", "minute", "month", "year", "predict_linear", "time", "timestamp"];

    readonly PromQlRequest _request;
    readonly DurationResolver _durations;

    QueryPreparation(PromQlRequest request)
    {
        _request = request;
        _durations = new DurationResolver(request.StepMs / 1000.0, (request.EndMs - request.StartMs) / 1000.0);
    }

    /// <exception cref="PromQlException">A duration is not valid.</exception>
    public static Expr Prepare(Expr expr, PromQlRequest request)
    {
        var preparation = new QueryPreparation(request);
        var (prepared, _, wrap) = preparation.Mark(preparation.Resolve(expr));
        return wrap ? new StepInvariantExpr(prepared) : prepared;
    }

    Expr Resolve(Expr expr) => expr switch
    {
        NumberExpr or StringExpr => expr,
        ParenExpr paren => paren with { Inner = Resolve(paren.Inner) },
        UnaryExpr unary => unary with { Inner = Resolve(unary.Inner) },
        VectorExpr vector => vector with { Shift = Resolve(vector.Shift) },
        MatrixExpr matrix => matrix with { Vector = (VectorExpr)Resolve(matrix.Vector), RangeMs = matrix.RangeExpr is { } range ? _durations.Resolve(range, false) : matrix.RangeMs },
        SubqueryExpr subquery => Resolve(subquery),
        CallExpr call => OwnTime(call) is { } seconds ? new NumberExpr(seconds, false, call.Span) : call with { Arguments = [.. call.Arguments.Select(Resolve).Select(Unwrap)] },
        AggregateExpr aggregate => aggregate with { Inner = Unwrap(Resolve(aggregate.Inner)), Parameter = aggregate.Parameter is { } parameter ? Unwrap(Resolve(parameter)) : null },
        BinaryExpr binary => binary with { Left = Resolve(binary.Left), Right = Resolve(binary.Right) },
        _ => throw new InvalidOperationException($"unknown expression {expr.GetType().Name}"),
    };

    SubqueryExpr Resolve(SubqueryExpr subquery)
    {
        var rangeMs = subquery.RangeExpr is { } range ? _durations.Resolve(range, false) : subquery.RangeMs;
        var stepMs = subquery.StepExpr is { } step ? _durations.Resolve(step, false) : subquery.StepMs;
        return subquery with { Inner = Resolve(subquery.Inner), RangeMs = rangeMs, StepMs = stepMs == 0 ? _request.DefaultSubqueryIntervalMs : stepMs, Shift = Resolve(subquery.Shift) };
    }

    TimeShift Resolve(TimeShift shift)
    {
        var offset = shift.OffsetExpr is { } expr ? _durations.Resolve(expr, true) : shift.OffsetMs;
        return shift.At switch
        {
            AtKind.Start => new TimeShift(AtKind.Time, _request.StartMs, offset, null),
            AtKind.End => new TimeShift(AtKind.Time, _request.EndMs, offset, null),
            _ => shift with { OffsetMs = offset, OffsetExpr = null },
        };
    }

    double? OwnTime(CallExpr call) => call.Function switch
    {
        "start" => _request.StartMs / 1000.0,
        "end" => _request.EndMs / 1000.0,
        "range" => (_request.EndMs - _request.StartMs) / 1000.0,
        "step" => _request.StartMs == _request.EndMs ? 0 : _request.StepMs / 1000.0,
        _ => null,
    };

    static Expr Unwrap(Expr expr) => expr is ParenExpr paren ? Unwrap(paren.Inner) : expr;

    // Whether the whole expression is the same at every step, and whether it should then be wrapped by whoever holds it.
    (Expr Expr, bool Invariant, bool Wrap) Mark(Expr expr)
    {
        switch (expr)
        {
            case NumberExpr or StringExpr:
                return (expr, true, false);
            case VectorExpr vector:
                return (expr, vector.Shift.At != AtKind.None, vector.Shift.At != AtKind.None);
            case MatrixExpr matrix:
                return (expr, matrix.Vector.Shift.At != AtKind.None, false);
            case ParenExpr paren:
                return Through(Mark(paren.Inner), inner => paren with { Inner = inner });
            case UnaryExpr unary:
                return Through(Mark(unary.Inner), inner => unary with { Inner = inner });
            case AggregateExpr aggregate:
                return Through(Mark(aggregate.Inner), inner => aggregate with { Inner = inner });
            case SubqueryExpr subquery:
                var (inside, same, _) = Mark(subquery.Inner);
                return (subquery with { Inner = same ? new StepInvariantExpr(inside) : inside }, subquery.Shift.At != AtKind.None, false);
            case BinaryExpr binary:
                var (left, right) = (Mark(binary.Left), Mark(binary.Right));
                return left.Invariant && right.Invariant
                    ? (binary with { Left = left.Expr, Right = right.Expr }, true, true)
                    : (binary with { Left = Wrapped(left), Right = Wrapped(right) }, false, false);
            case CallExpr call:
                return Mark(call);
            default:
                throw new InvalidOperationException($"unknown expression {expr.GetType().Name}");
        }
    }

    (Expr Expr, bool Invariant, bool Wrap) Mark(CallExpr call)
    {
        var arguments = call.Arguments.Select(Mark).ToList();
        var invariant = !DependsOnTime.Contains(call.Function) && arguments.All(static argument => argument.Invariant);
        var fixedTimestamp = call.Function == "timestamp" && arguments.All(static argument => argument.Invariant && argument.Expr is VectorExpr);
        return invariant || fixedTimestamp
            ? (call with { Arguments = [.. arguments.Select(static argument => argument.Expr)] }, true, true)
            : (call with { Arguments = [.. arguments.Select(Wrapped)] }, false, false);
    }

    static (Expr Expr, bool Invariant, bool Wrap) Through((Expr Expr, bool Invariant, bool Wrap) inner, Func<Expr, Expr> build) => (build(inner.Expr), inner.Invariant, inner.Wrap);

    static Expr Wrapped((Expr Expr, bool Invariant, bool Wrap) part) => part.Wrap ? new StepInvariantExpr(part.Expr) : part.Expr;
}

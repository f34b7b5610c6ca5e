using Almagest.Query.PromQL.Syntax;

namespace Almagest.Tests.Query.PromQL.Scripts;

/// <summary>Rewrites a query so that all its selectors have their time pinned by <c>@</c>: then the time of evaluation must not matter.</summary>
static class PinnedQueries
{
    static readonly HashSet<string> TimeDependent = new(StringComparer.Ordinal)
    {
        "days_in_month", "day_of_month", "day_of_week", "day_of_year", "end", "hour", "minute", "month", "year", "predict_linear", "range", "start", "step", "time", "timestamp",
    };

    /// <summary>The pinned query with several times to evaluate it at; none when a function looks at the time itself.</summary>
    public static IEnumerable<(string Query, long TimeMs)> Of(string query, long timeMs)
    {
        Expr expr;
        try
        {
            expr = PromQlParser.Parse(query);
        }
        catch (PromQlParseException)
        {
            // The script says whether that is right when the query itself is evaluated.
            return [];
        }

        var dependent = false;
        var pinned = PromQlFormatter.Format(Pin(expr, timeMs, ref dependent));
        long[] times = timeMs == 0 ? [-1000, 0, 1000] : [-10 * timeMs, 0, timeMs / 5, timeMs, 10 * timeMs];
        return dependent ? [] : times.Select(time => (pinned, time));
    }

    static Expr Pin(Expr expr, long timeMs, ref bool dependent)
    {
        switch (expr)
        {
            case VectorExpr vector:
                return vector with { Shift = At(vector.Shift, timeMs) };
            case MatrixExpr matrix:
                return matrix with { Vector = matrix.Vector with { Shift = At(matrix.Vector.Shift, timeMs) } };
            case SubqueryExpr subquery:
                // What is within a subquery runs on the subquery's own times, but time-dependent functions in it still count.
                return subquery with { Shift = At(subquery.Shift, timeMs) };
            case ParenExpr paren:
                return paren with { Inner = Pin(paren.Inner, timeMs, ref dependent) };
            case UnaryExpr unary:
                return unary with { Inner = Pin(unary.Inner, timeMs, ref dependent) };
            case AggregateExpr aggregate:
                var inner = Pin(aggregate.Inner, timeMs, ref dependent);
                return aggregate with { Inner = inner, Parameter = aggregate.Parameter is { } given ? Pin(given, timeMs, ref dependent) : null };
            case BinaryExpr binary:
                return binary with { Left = Pin(binary.Left, timeMs, ref dependent), Right = Pin(binary.Right, timeMs, ref dependent) };
            case CallExpr call:
                dependent |= TimeDependent.Contains(call.Function);
                var arguments = new List<Expr>();
                foreach (var argument in call.Arguments)
                    arguments.Add(Pin(argument, timeMs, ref dependent));
                return call with { Arguments = arguments };
            default:
                return expr;
        }
    }

    static TimeShift At(TimeShift shift, long timeMs) => shift.At == AtKind.Time ? shift : shift with { At = AtKind.Time, AtMs = timeMs };
}

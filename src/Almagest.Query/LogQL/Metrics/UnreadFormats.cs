using Almagest.Query.LogQL.Syntax;

namespace Almagest.Query.LogQL.Metrics;

/// <summary>
/// Leaves out <c>line_format</c> where no parser and no line filter reads what it makes and its bytes are not counted, as Loki does: errors of its
/// template depend on it.
/// </summary>
static class UnreadFormats
{
    internal static RangeAggregationExpr LeaveOut(RangeAggregationExpr expr)
    {
        var stages = expr.Range.Selector.Stages;
        if (expr.Operation is "bytes_over_time" or "bytes_rate" || !stages.Any(static s => s is LineFormatExpr))
            return expr;
        List<StageExpr> kept = [.. stages.Where((stage, i) => stage is not LineFormatExpr
            || stages.Skip(i).Any(static s => s is LineFilterExpr or JsonExpr or LogfmtExpr or RegexpExpr or PatternExpr or UnpackExpr))];
        return expr with { Range = expr.Range with { Selector = new LogSelectorExpr(expr.Range.Selector.Matchers, kept) } };
    }
}

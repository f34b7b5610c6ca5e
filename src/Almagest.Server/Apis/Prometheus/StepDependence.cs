using Almagest.Query.PromQL.Engine;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Server.Apis.Prometheus;

/// <summary>On what the answer at a step depends.</summary>
static class StepDependence
{
    /// <summary>Whether it depends on the samples up to the step only, and not on the start and end of the query.</summary>
    internal static bool IsOnTimeOnly(Expr expr, PromQlRequest request) => Is(expr, request.StepMs, request.DefaultSubqueryIntervalMs);

    static bool Is(Expr? expr, long stepMs, long defaultStepMs) => expr switch
    {
        null or NumberExpr or StringExpr => true,
        VectorExpr vector => IsPast(vector.Shift) && vector.Extension != VectorExtension.Smoothed,
        MatrixExpr matrix => matrix.RangeExpr is null && Is(matrix.Vector, stepMs, defaultStepMs),
        SubqueryExpr subquery => Is(subquery, stepMs, defaultStepMs),
        ParenExpr paren => Is(paren.Inner, stepMs, defaultStepMs),
        UnaryExpr unary => Is(unary.Inner, stepMs, defaultStepMs),
        AggregateExpr aggregate => Is(aggregate.Parameter, stepMs, defaultStepMs) && Is(aggregate.Inner, stepMs, defaultStepMs),
        BinaryExpr binary => Is(binary.Left, stepMs, defaultStepMs) && Is(binary.Right, stepMs, defaultStepMs),
        // sort warns unless there is a single step.
        CallExpr { Function: "start" or "end" or "range" or "step" or "sort" or "sort_desc" or "sort_by_label" or "sort_by_label_desc" } => false,
        // What these read are counts and sums of histograms, and whether one was reset is then not known of the first that the query reads.
        CallExpr { Function: "histogram_count" or "histogram_sum" or "histogram_avg" } call when AddsUp(call.Arguments[0], adding: false) => false,
        CallExpr call => call.Arguments.All(argument => Is(argument, stepMs, defaultStepMs)),
        _ => false,
    };

    // A subquery is also evaluated between the ranges of two steps when these leave gaps, and may make remarks there.
    static bool Is(SubqueryExpr subquery, long stepMs, long defaultStepMs) =>
        subquery is { RangeExpr: null, StepExpr: null } && IsPast(subquery.Shift) && subquery.RangeMs >= stepMs
        && Is(subquery.Inner, subquery.StepMs > 0 ? subquery.StepMs : defaultStepMs, defaultStepMs);

    static bool AddsUp(Expr expr, bool adding) => expr switch
    {
        VectorExpr or MatrixExpr => adding,
        ParenExpr paren => AddsUp(paren.Inner, adding),
        UnaryExpr unary => AddsUp(unary.Inner, adding),
        SubqueryExpr subquery => AddsUp(subquery.Inner, adding),
        AggregateExpr aggregate => AddsUp(aggregate.Inner, adding || aggregate.Operator is "sum" or "avg"),
        BinaryExpr binary => AddsUp(binary.Left, adding: true) || AddsUp(binary.Right, adding: true),
        // They make gauges, which have no resets.
        CallExpr { Function: "rate" or "increase" or "delta" or "irate" or "idelta" } => false,
        CallExpr call => call.Arguments.Any(argument => AddsUp(argument, adding || call.Function is "sum_over_time" or "avg_over_time")),
        _ => false,
    };

    // A fixed time may lie in the future of the step, where samples still arrive.
    static bool IsPast(TimeShift shift) => shift is { At: AtKind.None, OffsetMs: >= 0, OffsetExpr: null };
}

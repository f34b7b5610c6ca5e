using Almagest.Query.TraceQL;

namespace Almagest.Telemetry.Traces;

/// <summary>
/// Which queries <c>span_metrics</c> can answer: it counts spans per minute by service, name, kind and status, in columns that are named as
/// in <c>spans</c>, so that the same conditions hold for both.
/// </summary>
static class KeptPerMinute
{
    internal const long MinuteNano = 60_000_000_000;

    internal static bool Serves(TraceQlQuery query) => query.Stages.All(static s => s switch
    {
        SelectStage => true,
        SpansetStage { Expression: FilterExpr filter } => Serves(filter.Condition),
        _ => false,
    });

    static bool Serves(FieldExpr expr) => expr switch
    {
        StaticExpr { Value.Type: TqType.Bool } => true,
        UnaryExpr { Operator: "!" } not => Serves(not.Operand),
        BinaryExpr { Operator: "&&" or "||" } both => Serves(both.Left) && Serves(both.Right),
        BinaryExpr { Left: AttributeExpr { Scope: FieldScope.Resource, Name: "service.name", OfParent: false }, Operator: "=", Right: StaticExpr { Value.Type: TqType.String } } => true,
        BinaryExpr { Left: IntrinsicExpr { Intrinsic: Intrinsic.Name or Intrinsic.Kind or Intrinsic.Status }, Right: StaticExpr, Pattern: null } => true,
        _ => false,
    };
}

using Almagest.Query.TraceQL;

namespace Almagest.Telemetry.Traces;

/// <summary>
/// What is read of spans besides their own columns. Events and links are ten columns of nearly thirty, and a column costs a read whether or
/// not anything is in it.
/// </summary>
[Flags]
public enum SpanParts
{
    /// <summary>Neither.</summary>
    None = 0,

    /// <summary>What happened during them.</summary>
    Events = 1,

    /// <summary>Spans they came from.</summary>
    Links = 2,

    /// <summary>Both.</summary>
    All = Events | Links,
}

/// <summary>What judging a query takes.</summary>
static class QueryNeeds
{
    /// <summary>The parts of spans the query speaks of.</summary>
    internal static SpanParts Parts(TraceQlQuery query)
    {
        var parts = SpanParts.None;
        foreach (var field in QueryFields.Expressions(query).SelectMany(QueryFields.Parts))
        {
            parts |= field switch
            {
                TagExpr or AttributeExpr { Scope: FieldScope.Event } or IntrinsicExpr { Intrinsic: Intrinsic.EventName or Intrinsic.EventTimeSinceStart } => SpanParts.Events,
                AttributeExpr { Scope: FieldScope.Link } or IntrinsicExpr { Intrinsic: Intrinsic.LinkTraceId or Intrinsic.LinkSpanId } => SpanParts.Links,
                _ => SpanParts.None,
            };
        }

        return parts;
    }

    /// <summary>Whether its conditions depend on which resources, scopes and lists there are.</summary>
    internal static bool Origins(TraceQlQuery query) => QueryFields.Expressions(query).Any(Origins);

    static bool Origins(FieldExpr expr) => expr switch
    {
        StaticExpr or IntrinsicExpr => false,
        UnaryExpr unary => Origins(unary.Operand),
        // The service is a column of its own.
        BinaryExpr { Operator: "=", Left: AttributeExpr { Scope: FieldScope.Resource, Name: "service.name", OfParent: false }, Right: StaticExpr { Value.Type: TqType.String } } => false,
        BinaryExpr binary => Origins(binary.Left) || Origins(binary.Right),
        _ => true,
    };
}

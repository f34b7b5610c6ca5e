using Almagest.Model.Traces;
using Almagest.Query.TraceQL;
using Almagest.Query.Traces;

namespace Almagest.Telemetry.Traces;

/// <summary>Judges a condition that reads resource attributes only, by the language's own rules.</summary>
static class ResourceMatch
{
    internal static bool Holds(FieldExpr condition, IReadOnlyList<SpanAttribute> resource)
    {
        var tree = TraceTree.Build(
        [
            new TraceSpan { TraceId = "", SpanId = "", Service = "unknown_service", Name = "", StartUnixNano = 0, DurationNano = 0, Resource = resource },
        ]);
        return TraceQlEvaluator.Matches(condition, tree.Root, tree);
    }
}

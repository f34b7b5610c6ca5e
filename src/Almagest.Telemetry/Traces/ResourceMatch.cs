using Almagest.Model.Traces;
using Almagest.Query.TraceQL;
using Almagest.Query.Traces;

namespace Almagest.Telemetry.Traces;

/// <summary>Judges a condition that reads attributes of a resource or of a scope only, by the language's own rules.</summary>
static class ResourceMatch
{
    internal static bool Holds(FieldExpr condition, IReadOnlyList<SpanAttribute> attributes)
    {
        var tree = TraceTree.Build(
        [
            new TraceSpan { TraceId = "", SpanId = "", Service = "unknown_service", Name = "", StartUnixNano = 0, DurationNano = 0, Resource = attributes, ScopeAttributes = attributes },
        ]);
        return TraceQlEvaluator.Matches(condition, tree.Root, tree);
    }
}

using Almagest.Model.Traces;

namespace Almagest.Query.Traces;

/// <summary>What to call the operation that takes the time, so that people know it without looking at the spans.</summary>
static class BottleneckName
{
    // Of these the first that a span has tells whom it calls.
    static readonly string[] Targets = ["peer.service", "server.address", "net.peer.name"];

    /// <summary>Keys of attributes that say whom a span calls.</summary>
    internal static IReadOnlyList<string> Keys => Targets;

    /// <summary>Its kind of work and its name; whom it calls where the name does not say; its service where it is not the root's.</summary>
    internal static string Of(TraceNode node, TraceNode root)
    {
        var span = node.Span;
        var name = SpanCategory.Of(span) switch
        {
            null => span.Name,
            SpanCategory.Llm => SpanCategory.Llm,
            var category => $"{category} {span.Name}",
        };
        // Names of HTTP calls are often their method alone.
        if (span.Kind == SpanKind.Client && SpanCategory.Of(span) == SpanCategory.Http && Target(span) is { } target && !span.Name.Contains(target, StringComparison.OrdinalIgnoreCase))
            name += $" to {target}";
        return span.Service == root.Span.Service ? name : $"{name} in {span.Service}";
    }

    /// <summary>
    /// Who gives the name: of the spans of one service that the worker explains to <paramref name="explains"/>, below the one by which the
    /// service was entered, the uppermost of the kind of work that tells most.
    /// </summary>
    internal static TraceNode Bearer(TraceNode worker, TraceNode root, double explains)
    {
        var best = worker;
        for (var node = worker; node.Parent is { } parent && parent != root && parent.Span.Service == node.Span.Service
             && parent.Span.Kind is not (SpanKind.Server or SpanKind.Consumer) && node.Span.DurationNano >= explains * parent.Span.DurationNano; node = parent)
        {
            if (SpanCategory.Rank(parent.Span) <= SpanCategory.Rank(best.Span))
                best = parent;
        }

        return best;
    }

    static string? Target(TraceSpan span)
    {
        foreach (var key in Targets)
            foreach (var attribute in span.Attributes)
                if (attribute.Key == key && attribute.Text.Length > 0)
                    return attribute.Text;
        return null;
    }
}

using Almagest.Model.Traces;

namespace Almagest.Query.Traces;

/// <summary>Where a failure began: a failed span none of whose descendants failed.</summary>
/// <param name="Node">The span.</param>
/// <param name="Type">Type of the exception, else of the error, else empty.</param>
/// <param name="Message">What it said.</param>
/// <param name="Affected">Failed spans above it, up to the first that did not fail: what the error became.</param>
public sealed record ErrorOrigin(TraceNode Node, string Type, string Message, int Affected)
{
    /// <summary>All origins, the one that carried furthest first, then by time.</summary>
    public static IReadOnlyList<ErrorOrigin> Find(TraceTree tree)
    {
        var failedBelow = new bool[tree.Nodes.Count];
        for (var i = tree.Nodes.Count - 1; i >= 0; i--)
            if (tree.Nodes[i] is { Parent: { } parent } node && (failedBelow[i] || node.Span.Status == SpanStatus.Error))
                failedBelow[parent.Index] = true;
        return [.. tree.Nodes.Where(n => n.Span.Status == SpanStatus.Error && !failedBelow[n.Index]).Select(Describe)
            .OrderByDescending(static o => o.Affected).ThenBy(static o => o.Node.Span.EndUnixNano)];
    }

    static ErrorOrigin Describe(TraceNode node)
    {
        var exception = node.Span.Events.LastOrDefault(static e => e.Name == "exception");
        var affected = 0;
        for (var above = node.Parent; above is { Span.Status: SpanStatus.Error }; above = above.Parent)
            affected++;
        return new ErrorOrigin(node,
            Text(exception, "exception.type") ?? node.Span.Attribute("error.type") ?? "",
            Text(exception, "exception.message") ?? node.Span.StatusMessage, affected);
    }

    static string? Text(SpanEvent? happened, string key) =>
        happened?.Attributes.Where(a => a.Key == key).Select(static a => a.Text).FirstOrDefault();
}

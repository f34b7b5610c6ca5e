namespace Almagest.Query.Traces;

/// <summary>
/// What a span did itself: its duration minus the time during which at least one of its children ran. Children that run in parallel
/// count once, and what a child does after its parent ended (messages, background work) is not taken from the parent.
/// </summary>
public static class SelfTime
{
    /// <summary>Nanoseconds per node, in the order of <see cref="TraceTree.Nodes"/>.</summary>
    public static long[] Of(TraceTree tree)
    {
        var self = new long[tree.Nodes.Count];
        foreach (var node in tree.Nodes)
            self[node.Index] = node.Span.DurationNano - Covered(node);
        return self;
    }

    static long Covered(TraceNode node)
    {
        var (covered, until) = (0L, node.Span.StartUnixNano);
        foreach (var child in node.Children)
        {
            var start = Math.Max(child.Span.StartUnixNano, until);
            var end = Math.Min(child.Span.EndUnixNano, node.Span.EndUnixNano);
            if (end <= start)
                continue;
            covered += end - start;
            until = end;
        }

        return covered;
    }
}

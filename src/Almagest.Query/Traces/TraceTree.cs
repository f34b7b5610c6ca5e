using Almagest.Model.Traces;

namespace Almagest.Query.Traces;

/// <summary>
/// The spans of one trace as a forest. A span whose parent is missing is a root; of a cycle of parents, the earliest span becomes a
/// root. Two spans of one id (Zipkin lets client and server share it) are both kept: the server's becomes the client's child.
/// Time and memory are linear in the number of spans, but for sorting.
/// </summary>
public sealed class TraceTree
{
    TraceTree(List<TraceNode> nodes, List<TraceNode> roots) => (Nodes, Roots) = (nodes, roots);

    /// <summary>All spans, parents before their children, siblings by start.</summary>
    public IReadOnlyList<TraceNode> Nodes { get; }

    /// <summary>Spans without a parent in the trace, by start.</summary>
    public IReadOnlyList<TraceNode> Roots { get; }

    /// <summary>First start.</summary>
    public long StartUnixNano => Nodes.Min(static n => n.Span.StartUnixNano);

    /// <summary>From the first start to the last end.</summary>
    public long DurationNano => Nodes.Max(static n => n.Span.EndUnixNano) - StartUnixNano;

    /// <summary>The span that stands for the trace: the first without a parent id, else the first of all.</summary>
    public TraceNode Root => Roots.FirstOrDefault(static r => r.Span.ParentSpanId.Length == 0) ?? Roots[0];

    /// <summary>Builds the forest.</summary>
    /// <exception cref="ArgumentException">There is no span.</exception>
    public static TraceTree Build(IReadOnlyList<TraceSpan> spans)
    {
        if (spans.Count == 0)
            throw new ArgumentException("a trace has at least one span", nameof(spans));
        var nodes = spans.OrderBy(static s => s.StartUnixNano).ThenByDescending(static s => s.DurationNano)
            .Select(static s => new TraceNode(s)).ToList();
        Attach(nodes);
        BreakCycles(nodes);
        var roots = nodes.Where(static n => n.Parent is null).ToList();
        return new TraceTree(Order(roots, nodes.Count), roots);
    }

    static void Attach(List<TraceNode> nodes)
    {
        var byId = new Dictionary<string, TraceNode>(nodes.Count, StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            if (byId.TryAdd(node.Span.SpanId, node))
                continue;
            var first = byId[node.Span.SpanId];
            if (first.Span.Kind == SpanKind.Server && node.Span.Kind == SpanKind.Client)
                (byId[node.Span.SpanId], first.Parent) = (node, node);
            else
                node.Parent = first;
        }

        foreach (var node in nodes)
            if (node.Parent is null && byId.TryGetValue(node.Span.ParentSpanId, out var parent) && parent != node)
                node.Parent = parent;
    }

    static void BreakCycles(List<TraceNode> nodes)
    {
        var (safe, walk) = (new HashSet<TraceNode>(), new HashSet<TraceNode>());
        foreach (var start in nodes)
        {
            walk.Clear();
            TraceNode? node = start;
            while (node is not null && !safe.Contains(node) && walk.Add(node))
                node = node.Parent;
            if (node is not null && walk.Contains(node))
                node.Parent = null;
            safe.UnionWith(walk);
        }

        foreach (var node in nodes)
            node.Parent?.ChildList.Add(node);
    }

    static List<TraceNode> Order(List<TraceNode> roots, int count)
    {
        var (ordered, open) = (new List<TraceNode>(count), new Stack<TraceNode>());
        for (var i = roots.Count - 1; i >= 0; i--)
            open.Push(roots[i]);
        while (open.TryPop(out var node))
        {
            node.Depth = node.Parent is null ? 0 : node.Parent.Depth + 1;
            node.Index = ordered.Count;
            ordered.Add(node);
            for (var i = node.ChildList.Count - 1; i >= 0; i--)
                open.Push(node.ChildList[i]);
        }

        return ordered;
    }
}

/// <summary>A span in its tree.</summary>
public sealed class TraceNode(TraceSpan span)
{
    internal List<TraceNode> ChildList { get; } = [];

    /// <summary>The span.</summary>
    public TraceSpan Span => span;

    /// <summary>Null for a root.</summary>
    public TraceNode? Parent { get; internal set; }

    /// <summary>Children by start.</summary>
    public IReadOnlyList<TraceNode> Children => ChildList;

    /// <summary>0 for a root.</summary>
    public int Depth { get; internal set; }

    /// <summary>Its place in <see cref="TraceTree.Nodes"/>.</summary>
    public int Index { get; internal set; }

    /// <summary>True when <paramref name="ancestor"/> is above this node.</summary>
    public bool IsBelow(TraceNode ancestor)
    {
        for (var node = Parent; node is not null; node = node.Parent)
            if (node == ancestor)
                return true;
        return false;
    }
}

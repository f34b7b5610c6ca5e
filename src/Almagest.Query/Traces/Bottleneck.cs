using System.Globalization;

namespace Almagest.Query.Traces;

/// <summary>What to make faster first.</summary>
/// <param name="Node">The span, or the first of a repeated one.</param>
/// <param name="Count">How many times it occurs on the critical path.</param>
/// <param name="DurationNano">Its time.</param>
/// <param name="TotalNano">The trace's time.</param>
/// <param name="Sentence">For people, as <c>LLM call: 180 of 250 ms, 72 %</c>.</param>
/// <param name="Reason">Why this one.</param>
public sealed record Bottleneck(TraceNode Node, int Count, long DurationNano, long TotalNano, string Sentence, string Reason)
{
    // A span that spends nine tenths of its time in one call is that call under a better name.
    const double Explains = 0.9;

    /// <summary>
    /// Sums the critical path by service and operation and takes the largest; when it occurs once and calls nobody that counts, an ancestor
    /// in the same service that it explains to at least nine tenths may give the name. Null for a trace of no length.
    /// </summary>
    public static Bottleneck? Find(TraceTree tree, IReadOnlyList<CriticalSegment> path)
    {
        var root = tree.Root;
        if (root.Span.DurationNano <= 0)
            return null;
        var largest = path.GroupBy(static s => (s.Node.Span.Service, s.Node.Span.Name))
            .Select(static g => (Nodes: g.Select(static s => s.Node).Distinct().ToList(), Nano: g.Sum(static s => s.DurationNano)))
            .MaxBy(static g => g.Nano);
        if (largest.Nodes.Count > 1)
            return Repeated(largest.Nodes, largest.Nano, root);
        var worker = largest.Nodes[0];
        return largest.Nano >= Explains * worker.Span.DurationNano ? Whole(worker, largest.Nano, root) : Own(worker, largest.Nano, root);
    }

    static Bottleneck Repeated(List<TraceNode> nodes, long nano, TraceNode root)
    {
        var first = nodes.MinBy(static n => n.Span.StartUnixNano) ?? nodes[0];
        return new Bottleneck(first, nodes.Count, nano, root.Span.DurationNano,
            Say($"{BottleneckName.Of(first, root)} × {nodes.Count}", nano, root),
            $"{nodes.Count} calls of \"{first.Span.Name}\" in \"{first.Span.Service}\" stand on the critical path with {Alone(nano)} together, more than any other operation");
    }

    // The span waits for others most of its time: what it does itself is what can be made faster there.
    static Bottleneck Own(TraceNode worker, long own, TraceNode root) =>
        new(worker, 1, own, root.Span.DurationNano, Say($"{BottleneckName.Of(worker, root)} itself", own, root), ReasonOf(worker, own));

    static Bottleneck Whole(TraceNode worker, long own, TraceNode root)
    {
        var node = BottleneckName.Bearer(worker, root, Explains);
        var nano = Math.Min(node.Span.DurationNano, root.Span.DurationNano);
        var reason = ReasonOf(worker, own);
        if (node != worker)
            reason += $"; it is {Percent(worker.Span.DurationNano, node.Span.DurationNano)} % of \"{node.Span.Name}\"";
        return new Bottleneck(node, 1, nano, root.Span.DurationNano, Say(BottleneckName.Of(node, root), nano, root), reason);
    }

    static string ReasonOf(TraceNode worker, long own) =>
        $"\"{worker.Span.Name}\" in \"{worker.Span.Service}\" works {Alone(own)} of the critical path itself, more than any other operation";

    static string Say(string what, long nano, TraceNode root)
    {
        var total = root.Span.DurationNano;
        var (unit, size) = Unit(total);
        return $"{what}: {Number(nano / size)} of {Number(total / size)} {unit}, {Percent(nano, total)} %";
    }

    static string Alone(long nano)
    {
        var (unit, size) = Unit(nano);
        return $"{Number(nano / size)} {unit}";
    }

    static string Percent(long part, long whole) =>
        Math.Round(100.0 * part / whole, MidpointRounding.AwayFromZero).ToString(CultureInfo.InvariantCulture);

    // Milliseconds as long as they have four digits at most.
    static (string Name, double Nano) Unit(long nano) => nano switch
    {
        >= 600_000_000_000 => ("min", 60e9),
        >= 10_000_000_000 => ("s", 1e9),
        _ => ("ms", 1e6),
    };

    // Three digits are enough to compare, and whole numbers read best where they have two.
    static string Number(double value) =>
        Math.Round(value, value switch { >= 10 => 0, >= 1 => 2, _ => 3 }, MidpointRounding.AwayFromZero).ToString("0.###", CultureInfo.InvariantCulture);
}

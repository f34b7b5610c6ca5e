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
    /// Sums the critical path by service and operation and takes the largest; when it occurs once, climbs to the ancestors it
    /// explains to at least nine tenths, below the root. Null for a trace of no length.
    /// </summary>
    public static Bottleneck? Find(TraceTree tree, IReadOnlyList<CriticalSegment> path)
    {
        var root = tree.Root;
        var total = root.Span.DurationNano;
        if (total <= 0)
            return null;
        var largest = path.GroupBy(static s => (s.Node.Span.Service, s.Node.Span.Name))
            .Select(static g => (Nodes: g.Select(static s => s.Node).Distinct().ToList(), Nano: g.Sum(static s => s.DurationNano)))
            .MaxBy(static g => g.Nano);
        return largest.Nodes.Count > 1
            ? Repeated(largest.Nodes, largest.Nano, total)
            : Single(largest.Nodes[0], largest.Nano, root, total);
    }

    static Bottleneck Repeated(List<TraceNode> nodes, long nano, long total)
    {
        var first = nodes.MinBy(static n => n.Span.StartUnixNano) ?? nodes[0];
        return new Bottleneck(first, nodes.Count, nano, total,
            Say($"{Label(first)} × {nodes.Count}", nano, total),
            $"{nodes.Count} calls of \"{first.Span.Name}\" in \"{first.Span.Service}\" stand on the critical path with {Millis(nano)} ms together, more than any other operation");
    }

    static Bottleneck Single(TraceNode worker, long own, TraceNode root, long total)
    {
        var node = worker;
        while (node.Parent is { } parent && parent != root && node.Span.DurationNano >= Explains * parent.Span.DurationNano)
            node = parent;
        var nano = Math.Min(node.Span.DurationNano, total);
        var reason = $"\"{worker.Span.Name}\" in \"{worker.Span.Service}\" works {Millis(own)} ms of the critical path itself, more than any other operation";
        if (node != worker)
            reason += $"; it is {Percent(worker.Span.DurationNano, node.Span.DurationNano)} % of \"{node.Span.Name}\"";
        return new Bottleneck(node, 1, nano, total, Say(Label(node), nano, total), reason);
    }

    static string Label(TraceNode node) => SpanCategory.Of(node.Span) switch
    {
        null => node.Span.Name,
        "LLM call" => "LLM call",
        var category => $"{category} {node.Span.Name}",
    };

    static string Say(string what, long nano, long total) => $"{what}: {Millis(nano)} of {Millis(total)} ms, {Percent(nano, total)} %";

    static string Percent(long part, long whole) =>
        Math.Round(100.0 * part / whole, MidpointRounding.AwayFromZero).ToString(CultureInfo.InvariantCulture);

    // Three digits are enough to compare, and whole milliseconds read best from ten on.
    static string Millis(long nano) => (nano / 1e6) switch
    {
        >= 10 and var ms => Math.Round(ms, MidpointRounding.AwayFromZero).ToString(CultureInfo.InvariantCulture),
        var ms => ms.ToString("0.###", CultureInfo.InvariantCulture),
    };
}

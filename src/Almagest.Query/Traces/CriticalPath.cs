namespace Almagest.Query.Traces;

/// <summary>A piece of the critical path: during it, the trace waited for this span's own work.</summary>
public readonly record struct CriticalSegment(TraceNode Node, long StartUnixNano, long EndUnixNano)
{
    /// <summary>Length in nanoseconds.</summary>
    public long DurationNano => EndUnixNano - StartUnixNano;
}

/// <summary>
/// The chain of work that made the trace as long as it is: shortening anything else would not make it faster. Walked back from the
/// end of the root: at each moment the child that ended last before it is what the parent waited for.
/// </summary>
public static class CriticalPath
{
    /// <summary>Segments in order of time; they do not overlap and lie within the root.</summary>
    public static IReadOnlyList<CriticalSegment> Of(TraceTree tree)
    {
        var segments = new List<CriticalSegment>();
        var open = new Stack<(TraceNode Node, long End, bool OwnPiece, long Start)>();
        open.Push((tree.Root, tree.Root.Span.EndUnixNano, false, tree.Root.Span.StartUnixNano));
        // A stack of our own: traces a hundred thousand spans deep exist, and the thread's stack does not hold them.
        while (open.TryPop(out var step))
        {
            if (step.OwnPiece)
                segments.Add(new CriticalSegment(step.Node, step.Start, step.End));
            else
                foreach (var piece in Pieces(step.Node, step.Start, step.End))
                    open.Push(piece);
        }

        segments.Reverse();
        return segments;
    }

    // In order of time: the last pushed is the latest, and is taken first.
    static List<(TraceNode Node, long End, bool OwnPiece, long Start)> Pieces(TraceNode node, long from, long until)
    {
        var pieces = new List<(TraceNode, long, bool, long)>();
        var now = until;
        foreach (var child in node.Children.OrderByDescending(static c => c.Span.EndUnixNano))
        {
            var (start, end) = (Math.Max(child.Span.StartUnixNano, from), Math.Min(child.Span.EndUnixNano, until));
            // A child still running when the later one began was not what that one waited for.
            if (end > now || end <= start)
                continue;
            if (end < now)
                pieces.Add((node, now, true, end));
            pieces.Add((child, end, false, start));
            now = start;
        }

        if (now > from)
            pieces.Add((node, now, true, from));
        pieces.Reverse();
        return pieces;
    }
}

using Almagest.Query.Traces;

namespace Almagest.Query.TraceQL;

/// <summary>The values of intrinsics; events and links have several.</summary>
static class IntrinsicValues
{
    internal static IEnumerable<TqValue> Of(Intrinsic intrinsic, TraceNode node, TraceTree tree)
    {
        var span = node.Span;
        return intrinsic switch
        {
            Intrinsic.Duration => [TqValue.Duration(span.DurationNano)],
            Intrinsic.Name => [TqValue.Of(span.Name)],
            Intrinsic.Status => [new TqValue(TqType.Status, (int)span.Status)],
            Intrinsic.StatusMessage => [TqValue.Of(span.StatusMessage)],
            Intrinsic.Kind => [new TqValue(TqType.Kind, (int)span.Kind)],
            Intrinsic.ChildCount => [TqValue.Of(node.Children.Count)],
            Intrinsic.Parent or Intrinsic.ParentId => span.ParentSpanId.Length == 0 ? [] : [TqValue.Of(span.ParentSpanId)],
            Intrinsic.SpanId => [TqValue.Of(span.SpanId)],
            Intrinsic.TraceDuration => [TqValue.Duration(tree.DurationNano)],
            Intrinsic.RootName => [TqValue.Of(tree.Root.Span.Name)],
            Intrinsic.RootService => [TqValue.Of(tree.Root.Span.Service)],
            Intrinsic.TraceId => [TqValue.Of(span.TraceId)],
            Intrinsic.EventName => span.Events.Select(static e => TqValue.Of(e.Name)),
            Intrinsic.EventTimeSinceStart => span.Events.Select(e => TqValue.Duration(e.TimeUnixNano - span.StartUnixNano)),
            Intrinsic.LinkTraceId => span.Links.Select(static l => TqValue.Of(l.TraceId)),
            Intrinsic.LinkSpanId => span.Links.Select(static l => TqValue.Of(l.SpanId)),
            Intrinsic.InstrumentationName => [TqValue.Of(span.ScopeName)],
            Intrinsic.InstrumentationVersion => [TqValue.Of(span.ScopeVersion)],
            Intrinsic.NestedSetLeft => [TqValue.Of(Left(node))],
            Intrinsic.NestedSetRight => [TqValue.Of(Left(node) + (2L * Size(node)) - 1)],
            Intrinsic.NestedSetParent => [TqValue.Of(node.Parent is null ? -1 : Left(node.Parent))],
            _ => throw new ArgumentOutOfRangeException(nameof(intrinsic), intrinsic, "unknown intrinsic"),
        };
    }

    // Before a node in order, every span was entered, and all but its ancestors were left.
    static long Left(TraceNode node) => (2L * node.Index) - node.Depth + 1;

    static int Size(TraceNode node)
    {
        var (size, open) = (0, new Stack<TraceNode>([node]));
        while (open.TryPop(out var next))
        {
            size++;
            foreach (var child in next.Children)
                open.Push(child);
        }

        return size;
    }
}

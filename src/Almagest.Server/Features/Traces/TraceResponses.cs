using System.Globalization;
using Almagest.Model.Traces;
using Almagest.Query.Traces;
using Almagest.Telemetry.Traces;

namespace Almagest.Server.Features.Traces;

/// <summary>Makes answers of analysed traces.</summary>
static class TraceResponses
{
    // Enough to recognise a trace by its shape.
    const int MiniBars = 60;

    internal static TraceResponse Of(TraceAnalysis analysis)
    {
        var tree = analysis.Tree;
        var start = tree.StartUnixNano;
        var critical = new long[tree.Nodes.Count];
        foreach (var segment in analysis.CriticalPath)
            critical[segment.Node.Index] += segment.DurationNano;
        var resources = tree.Nodes.Select(static n => n.Span.Resource).Distinct(ReferenceEqualityComparer.Instance).Cast<IReadOnlyList<SpanAttribute>>().ToList();
        var places = resources.Select(static (r, i) => (r, i)).ToDictionary(static p => (object)p.r, static p => p.i, ReferenceEqualityComparer.Instance);
        return new TraceResponse(
            tree.Root.Span.TraceId, Text(start), tree.DurationNano, tree.Root.Index, Services(tree, analysis.SelfNano),
            [.. tree.Nodes.Select(n => Of(n, start, analysis.SelfNano[n.Index], critical[n.Index], places[n.Span.Resource]))],
            [.. resources.Select(Attributes)],
            [.. analysis.CriticalPath.Select(s => new SegmentResponse(s.Node.Index, s.StartUnixNano - start, s.DurationNano))],
            Of(analysis.Bottleneck), Of(analysis.Repetitions), Of(analysis.Errors));
    }

    internal static BottleneckResponse? Of(Bottleneck? bottleneck) =>
        bottleneck is { } b ? new BottleneckResponse(b.Node.Index, b.Count, b.DurationNano, b.TotalNano, b.Sentence, b.Reason) : null;

    internal static RepetitionResponse[] Of(IReadOnlyList<RepeatedCall> repetitions) =>
        [.. repetitions.Select(static r => new RepetitionResponse(
            r.Kind == RepetitionKind.Retry ? "retry" : "n-plus-one", r.Parent.Index, [.. r.Calls.Select(static c => c.Index)], r.DurationNano, r.Succeeded))];

    internal static ErrorResponse[] Of(IReadOnlyList<ErrorOrigin> errors) =>
        [.. errors.Select(static e => new ErrorResponse(e.Node.Index, e.Type, e.Message, e.Affected))];

    internal static TraceSummary Summary(FoundTrace found)
    {
        var tree = found.Tree;
        var (start, length) = (tree.StartUnixNano, Math.Max(1.0, tree.DurationNano));
        var self = SelfTime.Of(tree);
        return new TraceSummary(
            tree.Root.Span.TraceId, tree.Root.Span.Service, tree.Root.Span.Name, Text(start), tree.DurationNano, tree.Nodes.Count,
            tree.Nodes.Count(static n => n.Span.Status == SpanStatus.Error), Services(tree, self),
            found.Sets.Sum(static s => s.Nodes.Count), Bottleneck.Find(tree, CriticalPath.Of(tree))?.Sentence,
            [.. tree.Nodes.OrderByDescending(static n => n.Span.DurationNano).Take(MiniBars).OrderBy(static n => n.Index).Select(n => new MiniBar(
                n.Depth, (n.Span.StartUnixNano - start) / length, n.Span.DurationNano / length, n.Span.Service, n.Span.Status == SpanStatus.Error))]);
    }

    static SpanResponse Of(TraceNode node, long start, long self, long critical, int resource)
    {
        var span = node.Span;
        return new SpanResponse(
            span.SpanId, span.ParentSpanId, node.Parent?.Index ?? -1, node.Depth, span.Service, span.Name, SpanWords.Of(span.Kind), SpanWords.Of(span.Status), span.StatusMessage,
            Text(span.StartUnixNano), span.StartUnixNano - start, span.DurationNano, self, critical, SpanCategory.Of(span), resource, span.ScopeName, span.ScopeVersion,
            Attributes(span.Attributes), Events(span), Links(span));
    }

    internal static EventResponse[] Events(TraceSpan span) =>
        [.. span.Events.Select(static e => new EventResponse(Text(e.TimeUnixNano), e.Name, Attributes(e.Attributes)))];

    internal static LinkResponse[] Links(TraceSpan span) =>
        [.. span.Links.Select(static l => new LinkResponse(l.TraceId, l.SpanId, Attributes(l.Attributes)))];

    internal static List<ServicePart> Services(TraceTree tree, long[] self) =>
        [.. tree.Nodes.GroupBy(static n => n.Span.Service).Select(g => new ServicePart(
            g.Key, g.Count(), g.Count(static n => n.Span.Status == SpanStatus.Error), g.Sum(n => self[n.Index])))
            .OrderByDescending(static s => s.SelfNano)];

    internal static AttributeResponse[] Attributes(IReadOnlyList<SpanAttribute> attributes) =>
        [.. attributes.Select(static a => new AttributeResponse(a.Key, a.Text, a.Type))];

    static string Text(long nano) => nano.ToString(CultureInfo.InvariantCulture);
}

using System.Globalization;
using System.Runtime.InteropServices;
using Almagest.Model.Traces;
using Almagest.Query.Traces;

namespace Almagest.Server.Features.Traces;

/// <summary>
/// Writes an analysed trace column by column, for traces of any size: a hundred thousand spans are some 5 MB of JSON that a browser
/// reads in a blink, where objects would be 60 MB. Texts that repeat are places in a list; times are differences, which compress well.
/// </summary>
static class TraceColumns
{
    // Up to here attributes come along, so that looking at a span asks nothing.
    internal const int SpansWithDetails = 1_000;

    internal static TraceColumnsResponse Of(TraceAnalysis analysis, bool withDetails)
    {
        var nodes = analysis.Tree.Nodes;
        var start = analysis.Tree.StartUnixNano;
        var services = TraceResponses.Services(analysis.Tree, analysis.SelfNano);
        var serviceOf = new Texts(services.Select(static s => s.Service));
        var (names, categories) = (new Texts([]), new Texts([""]));
        return new TraceColumnsResponse(
            analysis.Tree.Root.Span.TraceId, Text(start), analysis.Tree.DurationNano, analysis.Tree.Root.Index, nodes.Count, services,
            string.Concat(nodes.Select(static n => n.Span.SpanId)),
            [.. nodes.Select(static n => n.Parent is { } parent ? n.Index - parent.Index : 0)],
            [.. nodes.Select(n => serviceOf.Place(n.Span.Service))],
            [.. nodes.Select(n => names.Place(n.Span.Name))], names.All,
            Digits(nodes, static s => (int)s.Kind), Digits(nodes, static s => (int)s.Status),
            [.. nodes.Select(n => categories.Place(SpanCategory.Of(n.Span) ?? ""))], categories.All,
            [.. nodes.Select(n => n.Span.StartUnixNano - (n.Parent?.Span.StartUnixNano ?? start))],
            [.. nodes.Select(static n => n.Span.DurationNano)],
            [.. nodes.Select(n => n.Span.DurationNano - analysis.SelfNano[n.Index])],
            [.. analysis.CriticalPath.Select(s => new SegmentResponse(s.Node.Index, s.StartUnixNano - start, s.DurationNano))],
            Events(nodes, start), [.. nodes.Where(static n => n.Span.Links.Count > 0).Select(static n => n.Index)],
            TraceResponses.Of(analysis.Bottleneck), TraceResponses.Of(analysis.Repetitions), TraceResponses.Of(analysis.Errors),
            withDetails ? Details([.. nodes.Select(static n => n.Span)]) : null);
    }

    /// <summary>What columns leave out, with resources that are shared written once.</summary>
    internal static SpanDetailsResponse Details(IReadOnlyList<TraceSpan> spans)
    {
        var (resources, places) = (new List<AttributeResponse[]>(), new Dictionary<object, int>(ReferenceEqualityComparer.Instance));
        var details = new List<SpanDetail>(spans.Count);
        foreach (var span in spans)
        {
            ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(places, span.Resource, out var known);
            if (!known)
            {
                place = resources.Count;
                resources.Add(TraceResponses.Attributes(span.Resource));
            }

            details.Add(new SpanDetail(
                span.SpanId, span.ParentSpanId, SpanWords.Of(span.Kind), span.StatusMessage, place, span.ScopeName, span.ScopeVersion, span.TraceState,
                TraceResponses.Attributes(span.Attributes), TraceResponses.Events(span), TraceResponses.Links(span)));
        }

        return new SpanDetailsResponse(details, resources);
    }

    static EventColumns Events(IReadOnlyList<TraceNode> nodes, long start)
    {
        var (spans, offsets, names, texts) = (new List<int>(), new List<long>(), new List<int>(), new Texts([]));
        foreach (var node in nodes)
        {
            foreach (var each in node.Span.Events)
            {
                spans.Add(node.Index);
                offsets.Add(each.TimeUnixNano - start);
                names.Add(texts.Place(each.Name));
            }
        }

        return new EventColumns(spans, offsets, names, texts.All);
    }

    static string Digits(IReadOnlyList<TraceNode> nodes, Func<TraceSpan, int> value) => string.Create(nodes.Count, (nodes, value), static (digits, state) =>
    {
        for (var i = 0; i < digits.Length; i++)
            digits[i] = (char)('0' + state.value(state.nodes[i].Span));
    });

    static string Text(long nano) => nano.ToString(CultureInfo.InvariantCulture);

    /// <summary>Texts in the order they were first met.</summary>
    sealed class Texts
    {
        readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

        internal Texts(IEnumerable<string> known)
        {
            foreach (var text in known)
                Place(text);
        }

        internal List<string> All { get; } = [];

        internal int Place(string text)
        {
            ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, text, out var known);
            if (!known)
            {
                place = All.Count;
                All.Add(text);
            }

            return place;
        }
    }
}

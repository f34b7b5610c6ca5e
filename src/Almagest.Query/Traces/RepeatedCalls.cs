using System.Text.RegularExpressions;
using Almagest.Model.Traces;

namespace Almagest.Query.Traces;

/// <summary>What a group of equal siblings is.</summary>
public enum RepetitionKind
{
    /// <summary>One call per item, one after the other, where one call for all would do.</summary>
    NPlusOne,

    /// <summary>Attempts of which all but perhaps the last failed.</summary>
    Retry,
}

/// <summary>Equal siblings under one parent.</summary>
/// <param name="Kind">What they are.</param>
/// <param name="Parent">The span that made the calls.</param>
/// <param name="Calls">The calls, by start.</param>
/// <param name="DurationNano">Their durations together.</param>
/// <param name="Succeeded">For retries: whether the last attempt did.</param>
public sealed record RepeatedCall(RepetitionKind Kind, TraceNode Parent, IReadOnlyList<TraceNode> Calls, long DurationNano, bool Succeeded);

/// <summary>Finds N+1 queries and retries among the children of each span.</summary>
public static partial class RepeatedCalls
{
    // Fewer may well be meant: a page reads three things by three equal queries.
    const int FewestCalls = 5;

    /// <summary>All groups found, the longest first.</summary>
    public static IReadOnlyList<RepeatedCall> Find(TraceTree tree)
    {
        var found = new List<RepeatedCall>();
        foreach (var parent in tree.Nodes.Where(static n => n.Children.Count > 1))
            foreach (var group in parent.Children.GroupBy(static c => (c.Span.Service, c.Span.Name, What: Statement(c.Span))).Where(static g => g.Count() > 1))
                if (Classify(parent, [.. group]) is { } call)
                    found.Add(call);
        return [.. found.OrderByDescending(static f => f.DurationNano)];
    }

    static RepeatedCall? Classify(TraceNode parent, List<TraceNode> calls)
    {
        var nano = calls.Sum(static c => c.Span.DurationNano);
        var sequential = calls.Zip(calls.Skip(1)).Count(static p => p.Second.Span.StartUnixNano >= p.First.Span.EndUnixNano);
        var isSequence = sequential == calls.Count - 1;
        if (isSequence && calls.SkipLast(1).All(static c => c.Span.Status == SpanStatus.Error))
            return new RepeatedCall(RepetitionKind.Retry, parent, calls, nano, calls[^1].Span.Status != SpanStatus.Error);
        var callsOut = SpanCategory.Of(calls[0].Span) is not null || calls[0].Span.Kind == SpanKind.Client;
        // Some overlap comes from clocks; calls made in parallel are another pattern.
        return callsOut && calls.Count >= FewestCalls && sequential >= 0.8 * (calls.Count - 1)
            ? new RepeatedCall(RepetitionKind.NPlusOne, parent, calls, nano, true)
            : null;
    }

    static string Statement(TraceSpan span)
    {
        var text = span.Attribute("db.query.text") ?? span.Attribute("db.statement") ?? span.Attribute("url.full") ?? span.Attribute("http.url") ?? "";
        return Literal().Replace(text, "?");
    }

    /// <summary>Quoted texts, numbers and hexadecimal ids: what differs between calls that are otherwise the same.</summary>
    [GeneratedRegex(@"'(?:[^']|'')*'|\b[0-9a-fA-F]{8,}(?:-[0-9a-fA-F]{4,})*\b|\b\d+(?:\.\d+)?\b")]
    private static partial Regex Literal();
}

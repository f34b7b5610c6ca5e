using Almagest.Model.Traces;

namespace Almagest.Query.Traces;

/// <summary>Everything a reader of a trace wants to be told before reading its spans.</summary>
/// <param name="Tree">The trace.</param>
/// <param name="SelfNano">Self time per node.</param>
/// <param name="CriticalPath">Segments in order of time.</param>
/// <param name="Bottleneck">What to make faster first; null for a trace of no length.</param>
/// <param name="Repetitions">N+1 queries and retries.</param>
/// <param name="Errors">Where failures began.</param>
public sealed record TraceAnalysis(
    TraceTree Tree,
    long[] SelfNano,
    IReadOnlyList<CriticalSegment> CriticalPath,
    Bottleneck? Bottleneck,
    IReadOnlyList<RepeatedCall> Repetitions,
    IReadOnlyList<ErrorOrigin> Errors)
{
    /// <summary>Attributes of spans the analysis looks at: with these alone it says the same.</summary>
    public static IReadOnlyList<string> AttributeKeys { get; } = [.. SpanCategory.Keys, .. BottleneckName.Keys, "db.statement", "db.query.text", "url.full", "http.url", "error.type"];

    /// <summary>Analyses the spans of one trace.</summary>
    public static TraceAnalysis Of(IReadOnlyList<TraceSpan> spans)
    {
        var tree = TraceTree.Build(spans);
        var path = Traces.CriticalPath.Of(tree);
        return new TraceAnalysis(tree, SelfTime.Of(tree), path, Traces.Bottleneck.Find(tree, path), RepeatedCalls.Find(tree), ErrorOrigin.Find(tree));
    }
}

using System.Text.Json.Serialization;

namespace Almagest.Server.Features.Traces;

/// <summary>
/// A trace column by column; an item of a column belongs to the span of the same place in the order of the tree.
/// </summary>
/// <param name="TraceId">32 digits.</param>
/// <param name="StartUnixNano">First start, as text because JSON readers round such numbers.</param>
/// <param name="DurationNano">From the first start to the last end.</param>
/// <param name="Root">Place of the span that stands for the trace.</param>
/// <param name="Count">Spans.</param>
/// <param name="Services">Services, those with most time of their own first.</param>
/// <param name="Ids">All span ids, 16 digits each, one after the other.</param>
/// <param name="Parents">How many places before the span its parent stands; 0 for a root.</param>
/// <param name="Service">Places in <paramref name="Services"/>.</param>
/// <param name="Name">Places in <paramref name="Names"/>.</param>
/// <param name="Names">Operations.</param>
/// <param name="Kinds">A digit a span, numbered as in OTLP.</param>
/// <param name="Statuses">A digit a span, numbered as in OTLP.</param>
/// <param name="Category">Places in <paramref name="Categories"/>.</param>
/// <param name="Categories">What spans wait for, such as <c>database call</c>; empty for nothing known.</param>
/// <param name="Starts">Start after the parent's start, of a root after the trace's; may be negative.</param>
/// <param name="Durations">Nanoseconds.</param>
/// <param name="InChildren">The part of the duration that is not the span's own.</param>
/// <param name="CriticalPath">What the trace waited for, in order of time.</param>
/// <param name="Events">Events of all spans.</param>
/// <param name="Linked">Places of spans with links.</param>
/// <param name="Bottleneck">What to make faster first.</param>
/// <param name="Repetitions">N+1 queries and retries.</param>
/// <param name="Errors">Where failures began.</param>
/// <param name="Details">What else spans hold; null for a large trace, whose spans are asked for one by one.</param>
sealed record TraceColumnsResponse(
    string TraceId, string StartUnixNano, long DurationNano, int Root, int Count, IReadOnlyList<ServicePart> Services, string Ids, int[] Parents, int[] Service,
    int[] Name, IReadOnlyList<string> Names, string Kinds, string Statuses, int[] Category, IReadOnlyList<string> Categories, long[] Starts, long[] Durations,
    long[] InChildren, IReadOnlyList<SegmentResponse> CriticalPath, EventColumns Events, int[] Linked, BottleneckResponse? Bottleneck,
    IReadOnlyList<RepetitionResponse> Repetitions, IReadOnlyList<ErrorResponse> Errors, SpanDetailsResponse? Details);

/// <summary>Events: place of the span, time after the trace's start, place of the name in <paramref name="Names"/>.</summary>
sealed record EventColumns(IReadOnlyList<int> Spans, IReadOnlyList<long> Offsets, IReadOnlyList<int> Name, IReadOnlyList<string> Names);

/// <summary>What columns leave out of a span; <paramref name="Resource"/> is a place in the list of resources.</summary>
sealed record SpanDetail(
    string SpanId, string ParentSpanId, string Kind, string StatusMessage, int Resource, string ScopeName, string ScopeVersion, string TraceState,
    IReadOnlyList<AttributeResponse> Attributes, IReadOnlyList<EventResponse> Events, IReadOnlyList<LinkResponse> Links);

/// <summary>Details of spans. Zipkin lets two spans share an id: then there are two.</summary>
sealed record SpanDetailsResponse(IReadOnlyList<SpanDetail> Spans, IReadOnlyList<IReadOnlyList<AttributeResponse>> Resources);

/// <summary>Ids of the spans that hold a text.</summary>
sealed record FoundSpansResponse(IReadOnlyList<string> SpanIds);

/// <summary>Whether a query can be read; when not, why and where.</summary>
sealed record TraceQlCheckResponse(string? Error, int? Line, int? Column);

[JsonSerializable(typeof(TraceColumnsResponse))]
[JsonSerializable(typeof(SpanDetailsResponse))]
[JsonSerializable(typeof(FoundSpansResponse))]
[JsonSerializable(typeof(TraceQlCheckResponse))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
sealed partial class TraceColumnsJson : JsonSerializerContext;

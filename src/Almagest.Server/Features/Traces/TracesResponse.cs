using System.Text.Json.Serialization;
using Almagest.Query.Traces;
using Almagest.Telemetry.Traces;

namespace Almagest.Server.Features.Traces;

/// <summary>An attribute; type as one letter (s i d b a m y n).</summary>
sealed record AttributeResponse(string Key, string Value, char Type);

/// <summary>An event; time in nanoseconds since 1970, as text because JSON readers round such numbers.</summary>
sealed record EventResponse(string TimeUnixNano, string Name, IReadOnlyList<AttributeResponse> Attributes);

/// <summary>A link.</summary>
sealed record LinkResponse(string TraceId, string SpanId, IReadOnlyList<AttributeResponse> Attributes);

/// <summary>A span in the order of the tree; <paramref name="Resource"/> is a place in the list of resources, -1 for no parent.</summary>
sealed record SpanResponse(
    string SpanId, string ParentSpanId, int Parent, int Depth, string Service, string Name, string Kind, string Status, string StatusMessage,
    string StartUnixNano, long OffsetNano, long DurationNano, long SelfNano, long CriticalNano, string? Category, int Resource, string ScopeName, string ScopeVersion,
    IReadOnlyList<AttributeResponse> Attributes, IReadOnlyList<EventResponse> Events, IReadOnlyList<LinkResponse> Links);

/// <summary>A piece of the critical path: place of the span, offset from the trace's start.</summary>
sealed record SegmentResponse(int Span, long OffsetNano, long DurationNano);

/// <summary>What to make faster first.</summary>
sealed record BottleneckResponse(int Span, int Count, long DurationNano, long TotalNano, string Sentence, string Reason);

/// <summary>N+1 queries (<c>n-plus-one</c>) or retries (<c>retry</c>).</summary>
sealed record RepetitionResponse(string Kind, int Parent, IReadOnlyList<int> Spans, long DurationNano, bool Succeeded);

/// <summary>Where a failure began.</summary>
sealed record ErrorResponse(int Span, string Type, string Message, int Affected);

/// <summary>A service's part in a trace.</summary>
sealed record ServicePart(string Service, int Spans, int Errors, long SelfNano);

/// <summary>A trace with its analysis.</summary>
sealed record TraceResponse(
    string TraceId, string StartUnixNano, long DurationNano, int Root, IReadOnlyList<ServicePart> Services, IReadOnlyList<SpanResponse> Spans,
    IReadOnlyList<IReadOnlyList<AttributeResponse>> Resources, IReadOnlyList<SegmentResponse> CriticalPath, BottleneckResponse? Bottleneck,
    IReadOnlyList<RepetitionResponse> Repetitions, IReadOnlyList<ErrorResponse> Errors);

/// <summary>A bar of a mini-map: depth, and place in the trace as shares from 0 to 1.</summary>
sealed record MiniBar(int Depth, double Start, double Width, string Service, bool Error);

/// <summary>A trace in a list.</summary>
sealed record TraceSummary(
    string TraceId, string RootService, string RootName, string StartUnixNano, long DurationNano, int Spans, int Errors, IReadOnlyList<ServicePart> Services,
    int Matched, string? Bottleneck, IReadOnlyList<MiniBar> MiniMap);

/// <summary>Traces, the latest first.</summary>
sealed record TracesResponse(IReadOnlyList<TraceSummary> Traces);

/// <summary>Places two traces differ in.</summary>
sealed record CompareResponse(long DurationA, long DurationB, IReadOnlyList<PathDifference> Differences);

/// <summary>Attributes two groups of spans differ in, and how many spans each has.</summary>
sealed record DifferencesResponse(int SpansA, int SpansB, IReadOnlyList<AttributeDifference> Differences);

/// <summary>Rows of the RED table.</summary>
sealed record RedResponse(IReadOnlyList<RedRow> Rows);

/// <summary>Nodes and edges.</summary>
sealed record MapResponse(IReadOnlyList<MapNode> Nodes, IReadOnlyList<MapEdge> Edges);

/// <summary>Who calls a service, and whom it calls.</summary>
sealed record DependenciesResponse(IReadOnlyList<MapEdge> Callers, IReadOnlyList<MapEdge> Calls);

/// <summary>Failures that are alike, the most frequent first.</summary>
sealed record ServiceErrorsResponse(IReadOnlyList<ErrorGroup> Groups);

/// <summary>Versions of a service, the latest first, and the threshold of their Apdex.</summary>
sealed record DeploymentsResponse(long ApdexNano, IReadOnlyList<Deployment> Versions);

/// <summary>Cells that are not empty; start in nanoseconds since 1970, as text because JSON readers round such numbers.</summary>
sealed record HeatmapResponse(string FromUnixNano, long StepNano, int Steps, IReadOnlyList<HeatmapBucket> Buckets, IReadOnlyList<HeatmapCell> Cells);

/// <summary>Declared paths with the share of requests that left a complete trace.</summary>
sealed record CoverageResponse(IReadOnlyList<PathCoverage> Paths);

[JsonSerializable(typeof(DependenciesResponse))]
[JsonSerializable(typeof(ServiceErrorsResponse))]
[JsonSerializable(typeof(DeploymentsResponse))]
[JsonSerializable(typeof(HeatmapResponse))]
[JsonSerializable(typeof(SelectionComparison))]
[JsonSerializable(typeof(CoverageResponse))]
[JsonSerializable(typeof(TraceResponse))]
[JsonSerializable(typeof(TracesResponse))]
[JsonSerializable(typeof(CompareResponse))]
[JsonSerializable(typeof(DifferencesResponse))]
[JsonSerializable(typeof(RedResponse))]
[JsonSerializable(typeof(MapResponse))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
sealed partial class TracesJson : JsonSerializerContext;

using System.Text.Json.Serialization;

namespace Almagest.Server.Features.Live;

/// <summary>One event of the stream: what has arrived since the one before, oldest first.</summary>
sealed record LiveBatch(List<LiveSpan> Spans, List<LiveLog> Logs, List<LiveSample> Samples)
{
    /// <summary>Records that arrived and are not shown because they were too many.</summary>
    public long Dropped { get; set; }

    internal bool IsEmpty => Spans.Count == 0 && Logs.Count == 0 && Samples.Count == 0 && Dropped == 0;
}

/// <summary>A span; 64-bit numbers are texts, because JavaScript would round them.</summary>
sealed record LiveSpan(
    string Time, string Service, string Name, string Kind, string DurationNano, string Status, string TraceId, string SpanId,
    IReadOnlyDictionary<string, string> Attributes, IReadOnlyDictionary<string, string> Resource)
{
    internal string Key => TraceId + SpanId;
}

/// <summary>A log record.</summary>
sealed record LiveLog(
    string Time, string Service, string Severity, int SeverityNumber, string Body, string TraceId, string SpanId,
    IReadOnlyDictionary<string, string> Attributes, IReadOnlyDictionary<string, string> Resource)
{
    internal string Key => $"{Time} {SpanId} {Service} {Body}";
}

/// <summary>A sample; values that are not finite are the texts nan, inf and -inf.</summary>
sealed record LiveSample(
    string Time, string Name, [property: JsonConverter(typeof(LiveValueConverter))] double Value, IReadOnlyDictionary<string, string> Labels, string Type, string Unit)
{
    internal string Key => $"{Time} {Name} {string.Join(',', Labels.OrderBy(static l => l.Key, StringComparer.Ordinal))}";
}

[JsonSerializable(typeof(LiveBatch))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
sealed partial class LiveJson : JsonSerializerContext;

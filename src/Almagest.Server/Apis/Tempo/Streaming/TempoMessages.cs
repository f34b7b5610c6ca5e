namespace Almagest.Server.Apis.Tempo.Streaming;

/// <summary>The messages Tempo answers with (https://github.com/grafana/tempo/blob/main/pkg/tempopb/tempo.proto).</summary>
static class TempoMessages
{
    // Answers name their label sets in "promLabels" for clients of versions before 2.8; later ones pass over the number.
    static readonly Dictionary<string, ProtoMessage> All = ProtoMessage.Parse("""
        SearchResponse: traces=1 TraceSearchMetadata, metrics=2 SearchMetrics
        TraceSearchMetadata: traceID=1 text, rootServiceName=2 text, rootTraceName=3 text, startTimeUnixNano=4 int, durationMs=5 int, spanSet=6 SpanSet, spanSets=7 SpanSet, serviceStats=8 map ServiceStats
        ServiceStats: spanCount=1 int, errorCount=2 int
        SpanSet: spans=1 Span, matched=2 int, attributes=3 KeyValue
        Span: spanID=1 text, name=2 text, startTimeUnixNano=3 int, durationNanos=4 int, attributes=5 KeyValue
        SearchMetrics: completedJobs=4 int, totalJobs=5 int
        MetadataMetrics: totalJobs=2 int, completedJobs=3 int
        SearchTagsResponse: tagNames=1 text, metrics=2 MetadataMetrics
        SearchTagsV2Response: scopes=1 SearchTagsV2Scope, metrics=2 MetadataMetrics
        SearchTagsV2Scope: name=1 text, tags=2 text
        SearchTagValuesResponse: tagValues=1 text, metrics=2 MetadataMetrics
        SearchTagValuesV2Response: tagValues=1 TagValue, metrics=2 MetadataMetrics
        TagValue: type=1 text, value=2 text
        QueryRangeResponse: series=1 TimeSeries, metrics=2 SearchMetrics
        TimeSeries: labels=1 KeyValue, samples=2 Sample, promLabels=3 text, exemplars=4 Exemplar
        Sample: value=1 double, timestampMs=2 int
        Exemplar: labels=1 KeyValue, value=2 double, timestampMs=3 int
        QueryInstantResponse: series=1 InstantSeries, metrics=2 SearchMetrics
        InstantSeries: labels=1 KeyValue, value=2 double, promLabels=3 text
        KeyValue: key=1 text, value=2 AnyValue
        AnyValue: stringValue=1 text, boolValue=2 int, intValue=3 int, doubleValue=4 double, arrayValue=5 ArrayValue
        ArrayValue: values=1 AnyValue
        """);

    internal static ProtoMessage Search => All["SearchResponse"];

    internal static ProtoMessage Tags => All["SearchTagsResponse"];

    internal static ProtoMessage TagsV2 => All["SearchTagsV2Response"];

    internal static ProtoMessage TagValues => All["SearchTagValuesResponse"];

    internal static ProtoMessage TagValuesV2 => All["SearchTagValuesV2Response"];

    internal static ProtoMessage Series => All["QueryRangeResponse"];

    internal static ProtoMessage Instant => All["QueryInstantResponse"];
}

using System.Collections.Frozen;

namespace Almagest.Server.Ingest.Otlp.Json;

/// <summary>
/// The messages of OTLP (https://github.com/open-telemetry/opentelemetry-proto, v1): per message its fields, <c>name:number:kind</c> or
/// <c>name:number=message</c>, with a star when they repeat. Fields that are not listed are skipped, as the specification asks.
/// </summary>
static class OtlpMessages
{
    static readonly FrozenDictionary<string, FrozenDictionary<string, JsonField>> Messages = new Dictionary<string, string>
    {
        ["traces"] = "resourceSpans:1=ResourceSpans*",
        ["logs"] = "resourceLogs:1=ResourceLogs*",
        ["metrics"] = "resourceMetrics:1=ResourceMetrics*",
        ["ResourceSpans"] = "resource:1=Resource scopeSpans:2=ScopeSpans* schemaUrl:3:Text",
        ["ScopeSpans"] = "scope:1=Scope spans:2=Span* schemaUrl:3:Text",
        ["ResourceLogs"] = "resource:1=Resource scopeLogs:2=ScopeLogs* schemaUrl:3:Text",
        ["ScopeLogs"] = "scope:1=Scope logRecords:2=LogRecord* schemaUrl:3:Text",
        ["ResourceMetrics"] = "resource:1=Resource scopeMetrics:2=ScopeMetrics* schemaUrl:3:Text",
        ["ScopeMetrics"] = "scope:1=Scope metrics:2=Metric* schemaUrl:3:Text",
        ["Resource"] = "attributes:1=KeyValue* droppedAttributesCount:2:UInt32 entityRefs:3=EntityRef*",
        ["EntityRef"] = "schemaUrl:1:Text type:2:Text idKeys:3:Text* descriptionKeys:4:Text*",
        ["Scope"] = "name:1:Text version:2:Text attributes:3=KeyValue* droppedAttributesCount:4:UInt32",
        ["KeyValue"] = "key:1:Text value:2=AnyValue",
        ["AnyValue"] = "stringValue:1:Text boolValue:2:Boolean intValue:3:Int64 doubleValue:4:Double arrayValue:5=ArrayValue kvlistValue:6=KvList bytesValue:7:Base64",
        ["ArrayValue"] = "values:1=AnyValue*",
        ["KvList"] = "values:1=KeyValue*",
        ["Span"] = "traceId:1:Hex spanId:2:Hex traceState:3:Text parentSpanId:4:Hex name:5:Text kind:6:Enum startTimeUnixNano:7:Fixed64 "
            + "endTimeUnixNano:8:Fixed64 attributes:9=KeyValue* droppedAttributesCount:10:UInt32 events:11=Event* droppedEventsCount:12:UInt32 "
            + "links:13=Link* droppedLinksCount:14:UInt32 status:15=Status flags:16:Fixed32",
        ["Event"] = "timeUnixNano:1:Fixed64 name:2:Text attributes:3=KeyValue* droppedAttributesCount:4:UInt32",
        ["Link"] = "traceId:1:Hex spanId:2:Hex traceState:3:Text attributes:4=KeyValue* droppedAttributesCount:5:UInt32 flags:6:Fixed32",
        ["Status"] = "message:2:Text code:3:Enum",
        ["LogRecord"] = "timeUnixNano:1:Fixed64 severityNumber:2:Enum severityText:3:Text body:5=AnyValue attributes:6=KeyValue* "
            + "droppedAttributesCount:7:UInt32 flags:8:Fixed32 traceId:9:Hex spanId:10:Hex observedTimeUnixNano:11:Fixed64 eventName:12:Text",
        ["Metric"] = "name:1:Text description:2:Text unit:3:Text gauge:5=Gauge sum:7=Sum histogram:9=Histogram exponentialHistogram:10=ExponentialHistogram "
            + "summary:11=Summary metadata:12=KeyValue*",
        ["Gauge"] = "dataPoints:1=NumberDataPoint*",
        ["Sum"] = "dataPoints:1=NumberDataPoint* aggregationTemporality:2:Enum isMonotonic:3:Boolean",
        ["Histogram"] = "dataPoints:1=HistogramDataPoint* aggregationTemporality:2:Enum",
        ["ExponentialHistogram"] = "dataPoints:1=ExponentialHistogramDataPoint* aggregationTemporality:2:Enum",
        ["Summary"] = "dataPoints:1=SummaryDataPoint*",
        ["NumberDataPoint"] = "startTimeUnixNano:2:Fixed64 timeUnixNano:3:Fixed64 asDouble:4:Double exemplars:5=Exemplar* asInt:6:SFixed64 "
            + "attributes:7=KeyValue* flags:8:UInt32",
        ["HistogramDataPoint"] = "startTimeUnixNano:2:Fixed64 timeUnixNano:3:Fixed64 count:4:Fixed64 sum:5:Double bucketCounts:6:Fixed64* "
            + "explicitBounds:7:Double* exemplars:8=Exemplar* attributes:9=KeyValue* flags:10:UInt32 min:11:Double max:12:Double",
        ["ExponentialHistogramDataPoint"] = "attributes:1=KeyValue* startTimeUnixNano:2:Fixed64 timeUnixNano:3:Fixed64 count:4:Fixed64 sum:5:Double "
            + "scale:6:ZigZag zeroCount:7:Fixed64 positive:8=Buckets negative:9=Buckets flags:10:UInt32 exemplars:11=Exemplar* min:12:Double "
            + "max:13:Double zeroThreshold:14:Double",
        ["Buckets"] = "offset:1:ZigZag bucketCounts:2:UInt64*",
        ["SummaryDataPoint"] = "startTimeUnixNano:2:Fixed64 timeUnixNano:3:Fixed64 count:4:Fixed64 sum:5:Double quantileValues:6=ValueAtQuantile* "
            + "attributes:7=KeyValue* flags:8:UInt32",
        ["ValueAtQuantile"] = "quantile:1:Double value:2:Double",
        ["Exemplar"] = "timeUnixNano:2:Fixed64 asDouble:3:Double spanId:4:Hex traceId:5:Hex asInt:6:SFixed64 filteredAttributes:7=KeyValue*",
    }.ToFrozenDictionary(static m => m.Key, static m => Parse(m.Value));

    // Enums are numbers in OTLP; senders that follow protobuf's own JSON write names.
    static readonly FrozenDictionary<string, ulong> EnumNames = new Dictionary<string, ulong>
    {
        ["SPAN_KIND_UNSPECIFIED"] = 0, ["SPAN_KIND_INTERNAL"] = 1, ["SPAN_KIND_SERVER"] = 2, ["SPAN_KIND_CLIENT"] = 3,
        ["SPAN_KIND_PRODUCER"] = 4, ["SPAN_KIND_CONSUMER"] = 5,
        ["SEVERITY_NUMBER_UNSPECIFIED"] = 0, ["STATUS_CODE_UNSET"] = 0, ["STATUS_CODE_OK"] = 1, ["STATUS_CODE_ERROR"] = 2,
        ["AGGREGATION_TEMPORALITY_UNSPECIFIED"] = 0, ["AGGREGATION_TEMPORALITY_DELTA"] = 1, ["AGGREGATION_TEMPORALITY_CUMULATIVE"] = 2,
    }.Concat(Severities()).ToFrozenDictionary();

    /// <summary>The field of a message by its name in camelCase or snake_case; null when there is none.</summary>
    internal static JsonField? Find(string message, ReadOnlySpan<char> name) =>
        Messages[message].GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var field) ? field : null;

    /// <summary>The number of an enum's name.</summary>
    internal static bool TryEnum(string name, out ulong value) => EnumNames.TryGetValue(name, out value);

    /// <summary>SEVERITY_NUMBER_TRACE is 1, SEVERITY_NUMBER_TRACE2 is 2, … SEVERITY_NUMBER_FATAL4 is 24.</summary>
    static IEnumerable<KeyValuePair<string, ulong>> Severities() =>
        "TRACE DEBUG INFO WARN ERROR FATAL".Split(' ').SelectMany(static (level, i) => Enumerable.Range(1, 4)
            .Select(n => KeyValuePair.Create($"SEVERITY_NUMBER_{level}{(n == 1 ? "" : n)}", (ulong)((i * 4) + n))));

    static FrozenDictionary<string, JsonField> Parse(string fields)
    {
        var byName = new Dictionary<string, JsonField>();
        foreach (var text in fields.Split(' '))
        {
            var parts = text.TrimEnd('*').Split(':', '=');
            var isMessage = text.Contains('=');
            var field = new JsonField(parts[0], int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture),
                isMessage ? JsonKind.Message : Enum.Parse<JsonKind>(parts[2]), isMessage ? parts[2] : null, text.EndsWith('*'));
            byName[parts[0]] = field;
            byName[System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(parts[0])] = field;
        }

        return byName.ToFrozenDictionary();
    }
}

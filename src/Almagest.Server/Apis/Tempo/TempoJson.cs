using System.Globalization;
using System.Text.Json.Nodes;
using Almagest.Model.Traces;
using Almagest.Query.TraceQL;
using Almagest.Server.Platform.Traces;

namespace Almagest.Server.Apis.Tempo;

/// <summary>OTLP and TraceQL values in the JSON Tempo answers with: ids in base64, whole numbers of 64 bits as text.</summary>
static class TempoJson
{
    static readonly OtlpTraceJson Spans = new(protobufForm: true);

    internal static JsonArray Batches(IEnumerable<TraceSpan> spans) => Spans.Batches(spans);

    internal static JsonObject Pair(string key, TqValue value) => new()
    {
        ["key"] = key,
        ["value"] = value.Type switch
        {
            TqType.Int or TqType.Duration => new JsonObject { ["intValue"] = value.Number.ToString("0", CultureInfo.InvariantCulture) },
            TqType.Float => new JsonObject { ["doubleValue"] = value.Number },
            TqType.Bool => new JsonObject { ["boolValue"] = value.IsTrue },
            TqType.Array => new JsonObject { ["arrayValue"] = new JsonObject { ["values"] = Of(TqArray.Elements(value.Text ?? "").Select(static e => Pair("", e)["value"]?.DeepClone())) } },
            _ => new JsonObject { ["stringValue"] = value.ToString() },
        },
    };

    internal static JsonArray Of(IEnumerable<JsonNode?> nodes) => new([.. nodes]);

    internal static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

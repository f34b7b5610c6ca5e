using Almagest.Query.LogQL.Engine;
using Almagest.Server.Platform.Tenancy;
using Almagest.Telemetry.Logs;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Apis.Loki;

/// <summary>Which labels and fields are worth looking at: what Grafana's Logs Drilldown builds its pages from.</summary>
static class DetectedEndpoints
{
    // Labels that are shown whatever their values look like.
    static readonly HashSet<string> Always = ["cluster", "namespace", "instance", "pod", "service_name"];

    internal static async Task<IResult> Labels(HttpContext context, LogStreamCatalog catalog, TimeProvider time, CancellationToken ct)
    {
        var parameters = await LokiParameters.ReadAsync(context, time);
        parameters.OrderedBounds();
        var streams = await LabelEndpoints.FindAsync(context, catalog, parameters, ct);
        var found = streams.SelectMany(static s => s.Labels).Distinct().GroupBy(static l => l.Name)
            .Where(static g => Always.Contains(g.Key) || g.Any(static l => !IsId(l.Value))).OrderBy(static g => g.Key, StringComparer.Ordinal).ToList();
        return new LokiJson(writer =>
        {
            writer.WriteStartObject();
            if (found.Count > 0)
                writer.WriteStartArray("detectedLabels"u8);
            foreach (var label in found)
            {
                writer.WriteStartObject();
                writer.WriteString("label"u8, label.Key);
                writer.WriteNumber("cardinality"u8, label.Count());
                writer.WriteEndObject();
            }

            if (found.Count > 0)
                writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    internal static async Task<IResult> Fields(HttpContext context, LokiRunner runner, TimeProvider time, CancellationToken ct)
    {
        var parameters = await LokiParameters.ReadAsync(context, time);
        var limit = FieldLimit(parameters);
        var fields = (await DetectAsync(context, runner, parameters, ct)).Take(limit).ToList();
        return new LokiJson(writer =>
        {
            writer.WriteStartObject();
            if (fields.Count > 0)
                writer.WriteStartArray("fields"u8);
            foreach (var detected in fields)
            {
                writer.WriteStartObject();
                writer.WriteString("label"u8, detected.Name);
                writer.WriteString("type"u8, detected.Type);
                writer.WriteNumber("cardinality"u8, detected.Values.Count);
                if (detected.Parser is { } parser)
                    LokiJson.WriteTexts(writer, "parsers", [parser]);
                else
                    writer.WriteNull("parsers"u8);
                if (detected.JsonPath is { } path)
                    LokiJson.WriteTexts(writer, "jsonPath", path);
                writer.WriteEndObject();
            }

            // Loki leaves out what is empty, the limit with it.
            if (fields.Count > 0)
            {
                writer.WriteEndArray();
                writer.WriteNumber("limit"u8, limit);
            }

            writer.WriteEndObject();
        });
    }

    internal static async Task<IResult> Values(HttpContext context, string name, LokiRunner runner, TimeProvider time, CancellationToken ct)
    {
        var parameters = await LokiParameters.ReadAsync(context, time);
        var limit = FieldLimit(parameters);
        var found = (await DetectAsync(context, runner, parameters, ct)).FirstOrDefault(f => f.Name == name);
        return new LokiJson(writer =>
        {
            writer.WriteStartObject();
            if (found is not null)
            {
                LokiJson.WriteTexts(writer, "values", found.Values.Order(StringComparer.Ordinal).Take(limit));
                writer.WriteNumber("limit"u8, limit);
            }

            writer.WriteEndObject();
        });
    }

    static async Task<IReadOnlyList<DetectedField>> DetectAsync(HttpContext context, LokiRunner runner, LokiParameters parameters, CancellationToken ct)
    {
        var (start, end) = parameters.OrderedBounds();
        var request = new LogQlRequest(parameters.Text("query"), start, end, parameters.Step(start, end))
        {
            Limit = parameters.Limit("line_limit"),
            Categorize = true,
        };
        var (result, _) = await runner.RunAsync(Tenants.Of(context), request, ct);
        var detection = new FieldDetection();
        foreach (var stream in result is StreamsResult streams ? streams.Streams : throw new LokiErrorException("only log selector is supported"))
            foreach (var entry in stream.Entries)
                detection.Add(entry, stream.Labels);
        return detection.Fields;
    }

    static int FieldLimit(LokiParameters parameters) => parameters.Limit(parameters.Text("limit").Length > 0 ? "limit" : "field_limit", 1000);

    // Numbers and ids make poor labels to choose from.
    static bool IsId(string value) => value.Length > 0 && (!value.AsSpan().ContainsAnyExceptInRange('0', '9') || Guid.TryParse(value, out _));
}

using Almagest.Query.LogQL.Engine;
using Almagest.Server.Platform.Tenancy;
using Almagest.Telemetry.Logs;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Apis.Loki;

/// <summary>Which labels and fields are worth looking at: what Grafana's Logs Drilldown builds its pages from.</summary>
static class DetectedEndpoints
{
    // Labels that are shown whatever their values look like.
    static readonly HashSet<string> Always = ["cluster", "namespace", "instance", "pod"];

    internal static async Task<IResult> Labels(HttpContext context, LogStreamCatalog catalog, LogLabelSummary summary, TimeProvider time, CancellationToken ct)
    {
        var parameters = await LokiParameters.ReadAsync(context, time);
        var (start, end) = parameters.OrderedBounds();
        var labels = await summary.LabelsAsync(Tenants.Of(context), LabelEndpoints.Selector(parameters.Text("query")), start, end, ct);
        var found = labels.Where(static l => Always.Contains(l.Name) || !l.OnlyIds).ToList();
        return new LokiJson(writer =>
        {
            writer.WriteStartObject();
            if (found.Count > 0)
                writer.WriteStartArray("detectedLabels"u8);
            foreach (var label in found)
            {
                writer.WriteStartObject();
                writer.WriteString("label"u8, label.Name);
                writer.WriteNumber("cardinality"u8, label.Values);
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
        var detection = new FieldDetection(limit);
        await EachEntryAsync(context, runner, parameters, detection.Add, ct);
        var fields = detection.Fields;
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
                if (detected.Parsers.Count > 0)
                    LokiJson.WriteTexts(writer, "parsers", detected.Parsers);
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
        var found = new FieldValues(name, limit);
        await EachEntryAsync(context, runner, parameters, found.Add, ct);
        return new LokiJson(writer =>
        {
            writer.WriteStartObject();
            if (found.Values is { Count: > 0 } values)
            {
                LokiJson.WriteTexts(writer, "values", values);
                writer.WriteNumber("limit"u8, limit);
            }

            writer.WriteEndObject();
        });
    }

    static async Task EachEntryAsync(HttpContext context, LokiRunner runner, LokiParameters parameters, Action<LogEntry, Model.Labels> each, CancellationToken ct)
    {
        var (start, end) = parameters.OrderedBounds();
        var request = new LogQlRequest(parameters.Text("query"), start, end, parameters.Step(start, end))
        {
            Limit = parameters.Limit("line_limit"),
            Categorize = true,
        };
        var (result, _) = await runner.RunAsync(Tenants.Of(context), request, ct);
        foreach (var stream in result is StreamsResult streams ? streams.Streams : throw new LokiErrorException("only log selector is supported"))
            foreach (var entry in stream.Entries)
                each(entry, stream.Labels);
    }

    static int FieldLimit(LokiParameters parameters) => parameters.Limit(parameters.Text("limit").Length > 0 ? "limit" : "field_limit", 1000);
}

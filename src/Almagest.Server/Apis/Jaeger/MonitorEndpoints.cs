using System.Globalization;
using System.Text.Json;
using Almagest.Server.Platform.Tenancy;
using Almagest.Telemetry.Traces;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Apis.Jaeger;

/// <summary>What Jaeger's "Monitor" page draws: calls a second, the share that failed, and durations in milliseconds (https://www.jaegertracing.io/docs/latest/architecture/spm/).</summary>
static class MonitorEndpoints
{
    internal static Task CallsAsync(HttpContext context, ServiceRates rates, TimeProvider time, CancellationToken ct) => JaegerAnswer.GuardAsync(context, async () =>
    {
        var question = MonitorQuery.Read(context.Request.Query, time.GetUtcNow());
        await AnswerAsync(context, rates, question, new Family("call_rate", "calls/sec", 0.5, p => p.Calls / question.Span.TotalSeconds), ct);
    });

    internal static Task ErrorsAsync(HttpContext context, ServiceRates rates, TimeProvider time, CancellationToken ct) => JaegerAnswer.GuardAsync(context, async () =>
    {
        var question = MonitorQuery.Read(context.Request.Query, time.GetUtcNow());
        await AnswerAsync(context, rates, question, new Family("error_rate", "error rate, computed as a fraction of errors/sec over calls/sec", 0.5,
            static p => p.Calls == 0 ? null : (double)p.Errors / p.Calls), ct);
    });

    internal static Task LatenciesAsync(HttpContext context, ServiceRates rates, TimeProvider time, CancellationToken ct) => JaegerAnswer.GuardAsync(context, async () =>
    {
        var quantile = MonitorQuery.Quantile(context.Request.Query);
        var question = MonitorQuery.Read(context.Request.Query, time.GetUtcNow());
        await AnswerAsync(context, rates, question, new Family("latencies", string.Create(CultureInfo.InvariantCulture, $"{quantile:0.00}th quantile latency"), quantile,
            static p => p.Nano / 1e6), ct);
    });

    /// <summary>The smallest step that makes sense, in milliseconds.</summary>
    internal static Task MinStepAsync(HttpContext context) => JaegerAnswer.DataAsync(context, 0, static json => json.WriteNumberValue(60_000));

    static async Task AnswerAsync(HttpContext context, ServiceRates rates, RateQuestion question, Family family, CancellationToken ct)
    {
        var rows = await rates.ReadAsync(Tenants.Of(context), question, family.Quantile, ct);
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("name", (question.ByOperation ? "service_operation_" : "service_") + family.Name);
        json.WriteString("type", "GAUGE");
        json.WriteString("help", family.Help + ", grouped by service" + (question.ByOperation ? " & operation" : ""));
        json.WriteStartArray("metrics");
        foreach (var row in rows)
            Write(json, row, family);
        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(ct);
    }

    static void Write(Utf8JsonWriter json, ServiceRate row, Family family)
    {
        json.WriteStartObject();
        json.WriteStartArray("labels");
        // The page takes the first one for the service.
        Label(json, "service_name", row.Service);
        if (row.Operation.Length > 0)
            Label(json, "operation", row.Operation);
        json.WriteEndArray();
        json.WriteStartArray("metricPoints");
        foreach (var point in row.Points)
        {
            if (family.Value(point) is not { } value)
                continue;
            json.WriteStartObject();
            json.WriteStartObject("gaugeValue");
            json.WriteNumber("doubleValue", value);
            json.WriteEndObject();
            json.WriteString("timestamp", point.At.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void Label(Utf8JsonWriter json, string name, string value)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("value", value);
        json.WriteEndObject();
    }

    // A kind of answer: what it is called, and its value at a point, if it has one.
    sealed record Family(string Name, string Help, double Quantile, Func<RatePoint, double?> Value);
}

using System.Globalization;
using Almagest.Cli.Otlp;

namespace Almagest.Cli.Demo;

/// <summary>Counts finished spans into the metrics an instrumentation library keeps, so that metrics and traces agree by construction.</summary>
static class SpanMeter
{
    internal static void Record(Pod pod, SpanItem span)
    {
        var seconds = (span.EndUnixNano - span.StartUnixNano) / 1e9;
        var origin = new Origin(span.EndUnixNano, span.TraceId, span.SpanId);
        var metrics = pod.Metrics;
        switch (span.Kind)
        {
            case SpanKind.Server when Find(span, "http.route") is { } route:
                metrics.Record(Instruments.HttpServer, seconds, origin, new("http.request.method", Text(span, "http.request.method")),
                    new("http.route", route), new("http.response.status_code", int.Parse(Text(span, "http.response.status_code"), CultureInfo.InvariantCulture)));
                break;
            case SpanKind.Server:
                metrics.Record(Instruments.RpcServer, seconds, origin, new("rpc.method", Text(span, "rpc.method")),
                    new("rpc.response.status_code", Text(span, "rpc.response.status_code")));
                break;
            case SpanKind.Client when Find(span, "db.system.name") is { } system:
                metrics.Record(Instruments.Db, seconds, origin, new("db.system.name", system),
                    new("db.operation.name", Text(span, "db.operation.name")));
                break;
            case SpanKind.Client when Find(span, "gen_ai.request.model") is { } model:
                RecordLlm(metrics, span, model, seconds);
                break;
            case SpanKind.Client when Find(span, "http.request.method") is { } method:
                metrics.Record(Instruments.HttpClient, seconds, origin, new("http.request.method", method),
                    new("server.address", Text(span, "server.address")),
                    new("http.response.status_code", int.Parse(Text(span, "http.response.status_code"), CultureInfo.InvariantCulture)));
                break;
            case SpanKind.Producer:
                metrics.Add(Instruments.Sent, 1, new Otlp.Attribute("messaging.destination.name", Text(span, "messaging.destination.name")));
                break;
            case SpanKind.Consumer:
                metrics.Record(Instruments.Process, seconds, origin, new Otlp.Attribute("messaging.destination.name", Text(span, "messaging.destination.name")));
                break;
        }
    }

    static void RecordLlm(MetricStore metrics, SpanItem span, string model, double seconds)
    {
        var origin = new Origin(span.EndUnixNano, span.TraceId, span.SpanId);
        var provider = Text(span, "gen_ai.provider.name");
        var operation = Text(span, "gen_ai.operation.name");
        metrics.Record(Instruments.LlmDuration, seconds, origin, new("gen_ai.operation.name", operation),
            new("gen_ai.provider.name", provider), new("gen_ai.request.model", model), new("error.type", Text(span, "error.type")));
        if (Find(span, "gen_ai.usage.cost") is not { } cost) return;
        metrics.Add(Instruments.LlmCost, double.Parse(cost, CultureInfo.InvariantCulture), new("gen_ai.provider.name", provider), new("gen_ai.request.model", model));
        foreach (var type in (string[])["input", "output"])
        {
            if (Find(span, $"gen_ai.usage.{type}_tokens") is not { } tokens) continue;
            metrics.Record(Instruments.LlmTokens, double.Parse(tokens, CultureInfo.InvariantCulture), origin, new("gen_ai.operation.name", operation),
                new("gen_ai.provider.name", provider), new("gen_ai.request.model", model), new("gen_ai.token.type", type));
        }
    }

    static string Text(SpanItem span, string key) => Find(span, key) ?? "";

    static string? Find(SpanItem span, string key)
    {
        foreach (var attribute in span.Attributes)
            if (attribute.Key == key) return attribute.Value.ToString();
        return null;
    }
}

using System.Net.Http.Json;

namespace Almagest.Scenarios.Live;

/// <summary>Sends one record of a signal by OTLP/HTTP; its time is now.</summary>
static class SentRecords
{
    const string TraceId = "5b8efff798038103d269b633813fc60c";

    internal static Task LogAsync(HttpClient http, Uri address, string service, string body, string tenant = "default") => SendAsync(http, address, "logs", tenant, new
    {
        resourceLogs = new[]
        {
            new
            {
                resource = Resource(service),
                scopeLogs = new[]
                {
                    new { logRecords = new[] { new { timeUnixNano = Now(), severityNumber = 17, severityText = "ERROR", body = new { stringValue = body }, attributes = Attributes("drawer", "3") } } },
                },
            },
        },
    });

    internal static Task SpanAsync(HttpClient http, Uri address, string service, string name, string spanId) => SendAsync(http, address, "traces", "default", new
    {
        resourceSpans = new[]
        {
            new
            {
                resource = Resource(service),
                scopeSpans = new[]
                {
                    new
                    {
                        spans = new[]
                        {
                            new { traceId = TraceId, spanId, name, kind = 2, startTimeUnixNano = Now(), endTimeUnixNano = $"{long.Parse(Now(), System.Globalization.CultureInfo.InvariantCulture) + 5_000_000}", status = new { code = 2 }, attributes = Attributes("http.route", "/pay") },
                        },
                    },
                },
            },
        },
    });

    internal static Task GaugeAsync(HttpClient http, Uri address, string service, string name, double value) => SendAsync(http, address, "metrics", "default", new
    {
        resourceMetrics = new[]
        {
            new
            {
                resource = Resource(service),
                scopeMetrics = new[] { new { metrics = new[] { new { name, unit = "Cel", gauge = new { dataPoints = new[] { new { timeUnixNano = Now(), asDouble = value } } } } } } },
            },
        },
    });

    static async Task SendAsync(HttpClient http, Uri address, string signal, string tenant, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "/v1/" + signal)) { Content = JsonContent.Create(body) };
        request.Headers.Add("X-Scope-OrgID", tenant);
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    static object Resource(string service) => new { attributes = Attributes("service.name", service) };

    static object[] Attributes(string key, string value) => [new { key, value = new { stringValue = value } }];

    static string Now() => $"{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}123456";
}

using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Almagest.Scenarios.Fixtures;

namespace Almagest.Scenarios.Logs.Queries;

/// <summary>The real server with lines of a few services: three streams by Loki's push, one by OTLP.</summary>
public sealed class LokiFixture : IAsyncLifetime, IAsyncDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    ServerProcess? _server;

    /// <summary>A whole minute about half an hour ago; lines are told by their distance from it.</summary>
    internal static readonly long Start = TimeProvider.System.GetUtcNow().AddMinutes(-30).ToUnixTimeSeconds() / 60 * 60;

    internal Uri Address => _server!.Address;

    public async Task InitializeAsync()
    {
        _server = await ServerProcess.StartAsync(_folder.Path);
        await PushAsync(new { service = "coach-service", env = "prod" },
            (0, """{"level":"INFO","message":"Goal created","tenant_id":"abc-123","trace_id":"xyz-789"}"""),
            (10, """{"level":"ERROR","message":"ERROR while saving","tenant_id":"abc-123","trace_id":"xyz-790"}"""),
            (20, """{"level":"INFO","message":"Goal created","tenant_id":"def-456","trace_id":"xyz-791"}"""),
            (30, """{"level":"INFO","message":"retry after ERROR","tenant_id":"def-456","trace_id":"xyz-789"}"""));
        await PushAsync(new { service = "postgres", env = "prod" },
            (5, """{"query":"SELECT 1","duration":12.5,"trace_id":"xyz-789"}"""),
            (15, """{"query":"SELECT pg_sleep(1)","duration":1001,"trace_id":"xyz-790"}"""),
            (25, """{"query":"UPDATE goals","duration":"fast"}"""));
        await PushAsync(new { service = "gateway", env = "test", pod = "gw-1" },
            (1, "level=info method=GET path=/cart status=200 took=12ms size=1.5kB ip=10.1.2.3"),
            (2, "level=error method=POST path=/order status=500 took=1.2s size=3MB ip=192.168.4.7"),
            (3, "level=warn method=GET path=/cart status=404 took=250ms size=10B ip=10.9.9.9"),
            (4, "\u001b[31mplain text\u001b[0m"));
        await OtlpAsync();
    }

    ValueTask IAsyncDisposable.DisposeAsync() => new(DisposeAsync());

    public async Task DisposeAsync()
    {
        var engine = _server is null ? 0 : await _server.EngineProcessIdAsync(_http);
        _http.Dispose();
        _server?.Dispose();
        // The engine ends after the server, and writes until then: a folder can not be deleted under it.
        await Wait.UntilAsync(() => !Processes.Exists(engine));
        _folder.Dispose();
    }

    internal static string Nanos(double seconds) => ((Start * 1_000_000_000) + (long)(seconds * 1e9)).ToString(CultureInfo.InvariantCulture);

    internal async Task PushAsync(object labels, params (double At, string Line)[] lines)
    {
        var body = JsonContent(new { streams = new[] { new { stream = labels, values = lines.Select(static l => new[] { Nanos(l.At), l.Line }) } } });
        using var response = await _http.PostAsync(new Uri(Address, "/loki/api/v1/push"), body);
        ((int)response.StatusCode).ShouldBe(204, await response.Content.ReadAsStringAsync());
    }

    internal async Task<(int Status, string Text)> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Address, path));
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        using var response = await _http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    internal async Task<JsonNode> JsonAsync(string path, params (string Name, string Value)[] headers)
    {
        var (status, text) = await GetAsync(path, headers);
        status.ShouldBe(200, text);
        return JsonNode.Parse(text)!;
    }

    /// <summary>Lines of a query over the whole range, oldest first.</summary>
    internal async Task<List<string>> LinesAsync(string query, string more = "")
    {
        var json = await JsonAsync($"/loki/api/v1/query_range?direction=forward&start={Nanos(-60)}&end={Nanos(120)}&query={Uri.EscapeDataString(query)}{more}");
        ((string)json["data"]!["resultType"]!).ShouldBe("streams");
        return [.. json["data"]!["result"]!.AsArray().SelectMany(static s => s!["values"]!.AsArray()).OrderBy(static v => (string)v![0]!, StringComparer.Ordinal).Select(static v => (string)v![1]!)];
    }

    /// <summary>A query of numbers at a time, as <c>{labels} value</c>.</summary>
    internal async Task<List<string>> NumbersAsync(string query, double at = 60)
    {
        var json = await JsonAsync($"/loki/api/v1/query?time={Nanos(at)}&query={Uri.EscapeDataString(query)}");
        return [.. json["data"]!["result"]!.AsArray().Select(static s => $"{s!["metric"]!.ToJsonString()} {s["value"]![1]}")];
    }

    async Task OtlpAsync()
    {
        var records = new[]
        {
            Record(7, 17, "ERROR", "card declined", ("order.id", "o-1"), ("retries", "2")),
            Record(8, 9, "INFO", "paid", ("order.id", "o-2"), ("retries", "0")),
        };
        var body = JsonContent(new
        {
            resourceLogs = new[]
            {
                new
                {
                    resource = new { attributes = new[] { Attribute("service.name", "payment"), Attribute("k8s.pod.name", "pay-7"), Attribute("host.name", "node-1") } },
                    scopeLogs = new[] { new { scope = new { name = "payments", attributes = new[] { Attribute("team.name", "red") } }, logRecords = records } },
                },
            },
        });
        using var response = await _http.PostAsync(new Uri(Address, "/otlp/v1/logs"), body);
        ((int)response.StatusCode).ShouldBe(204, await response.Content.ReadAsStringAsync());
    }

    static object Record(double at, int severity, string level, string text, params (string Key, string Value)[] attributes) => new
    {
        timeUnixNano = Nanos(at),
        observedTimeUnixNano = Nanos(at),
        severityNumber = severity,
        severityText = level,
        body = new { stringValue = text },
        traceId = "0af7651916cd43dd8448eb211c80319c",
        attributes = attributes.Select(static a => Attribute(a.Key, a.Value)),
    };

    static object Attribute(string key, string value) => new { key, value = new { stringValue = value } };

    static StringContent JsonContent(object value) => new(System.Text.Json.JsonSerializer.Serialize(value), Encoding.UTF8, "application/json");
}

[CollectionDefinition(Name)]
public sealed class LokiCollection : ICollectionFixture<LokiFixture>
{
    public const string Name = "loki queries";
}

using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Almagest.Scenarios.Fixtures;
using Almagest.Tests.Ingest.Logs.Pipelines;

namespace Almagest.Scenarios.Logs.Checklist;

/// <summary>
/// The real server set up as Loki's and Logstash's users have it: application logs by Loki's push (tenant <c>loki</c>), JSON documents into an index a
/// service and day (tenant <c>elastic</c>), and a pipeline from nested JSON to hashed persons (tenant <c>chain</c>).
/// </summary>
public sealed class ChecklistFixture : IAsyncLifetime, IAsyncDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    ServerProcess? _server;

    internal static DateTimeOffset Now { get; } = TimeProvider.System.GetUtcNow();

    public async Task InitializeAsync()
    {
        TinyGeoDatabase.Write(Path.Combine(_folder.Path, "city.mmdb"));
        var (pipelines, config) = (Path.Combine(_folder.Path, "pipelines.yaml"), Path.Combine(_folder.Path, "almagest.yaml"));
        await File.WriteAllTextAsync(pipelines, """
            pipelines:
              - tenant: chain
                pipeline_stages:
                  - json: {expressions: {ts: timestamp, level: , user_id: , ip: context.ip_address, took: latency_ms}}
                  - timestamp: {source: ts, format: RFC3339Nano}
                  - geoip: {source: ip, db: city.mmdb, db_type: city}
                  - structured_metadata: {user_id: , ip: }
                  - metrics:
                      requests_total: {type: Counter, description: lines seen, config: {match_all: true, action: inc}}
                      errors_total: {type: Counter, source: level, config: {value: ERROR, action: inc}}
                      bytes_total: {type: Counter, prefix: shop_, config: {match_all: true, count_entry_bytes: true, action: add}}
                      last_ms: {type: Gauge, source: took, config: {action: set}}
                      ms: {type: Histogram, source: took, config: {buckets: [10, 100, 1000]}}
                  - hash: {source: [user_id, ip], secret: of-the-test}
                  - pii: {kinds: [email, ip]}
                  - limit: {rate: 1000000, burst: 1000000}
              - tenant: slow
                pipeline_stages:
                  - limit: {rate: 0.01, burst: 1}
            """);
        await File.WriteAllTextAsync(config, $"log_intake:\n  pipeline_file: {pipelines}\n  metrics_interval: 1s\n");
        _server = await ServerProcess.StartAsync(Path.Combine(_folder.Path, "data"), "--config", config);
        await PushAsync("loki", new { service = "coach-service" },
            """{"timestamp":"2026","level":"INFO","service":"coach-service","message":"Goal created","tenant_id":"abc-123","user_id":"u1","trace_id":"xyz-789","goal_id":"g1","goal_type":"habit"}""",
            """{"level":"ERROR","message":"ERROR while saving","tenant_id":"abc-123","trace_id":"xyz-790"}""",
            """{"level":"INFO","message":"Goal created","tenant_id":"def-456","trace_id":"xyz-791"}""",
            """{"level":"INFO","message":"retry after ERROR","tenant_id":"def-456","trace_id":"xyz-789"}""");
        await PushAsync("loki", new { service = "postgres" },
            """{"message":"SELECT 1","duration":12.5,"trace_id":"xyz-789"}""",
            """{"message":"SELECT pg_sleep(1)","duration":1001,"trace_id":"xyz-790"}""");
        await BulkAsync("elastic", "logs-%{service}-%{+YYYY.MM.dd}",
            Document(0, "api", "ERROR", "/api/v1/auth/login", 401, 1500, "tenant_001", "bad password"),
            Document(1, "api", "INFO", "/api/v1/auth/login", 200, 999, "tenant_001", "logged in"),
            Document(2, "api", "ERROR", "/api/v1/orders", 500, 1000, "tenant_002", "no stock"),
            Document(3, "worker", "ERROR", "/jobs/7", 500, 20, "tenant_001", "job failed"));
        await BulkAsync("elastic", "filebeat-8.19.0-" + Now.AddMinutes(-2).ToString("yyyy.MM.dd", CultureInfo.InvariantCulture), Document(4, "nginx", "INFO", "/", 200, 1, "", "shipped"));
    }

    ValueTask IAsyncDisposable.DisposeAsync() => new(DisposeAsync());

    public async Task DisposeAsync()
    {
        var engine = _server is null ? 0 : await _server.EngineProcessIdAsync(_http);
        _http.Dispose();
        _server?.Dispose();
        await Wait.UntilAsync(() => !Processes.Exists(engine));
        _folder.Dispose();
    }

    internal static string Nanos(int number) => (((Now.AddMinutes(-1) - DateTimeOffset.UnixEpoch).Ticks * 100) + number).ToString(CultureInfo.InvariantCulture);

    /// <summary>A log record as the checklist has it.</summary>
    internal static string Document(int second, string service, string level, string endpoint, int status, int latency, string tenant, string message, string user = "user_42", string ip = "203.0.113.7") =>
        new JsonObject
        {
            ["timestamp"] = Now.AddMinutes(-2).AddSeconds(second).ToString("O", CultureInfo.InvariantCulture), ["level"] = level, ["service"] = service,
            ["trace_id"] = "0af7651916cd43dd8448eb211c80319c", ["span_id"] = "b7ad6b7169203331", ["tenant_id"] = tenant, ["user_id"] = user, ["endpoint"] = endpoint,
            ["method"] = "POST", ["status_code"] = status, ["latency_ms"] = latency, ["message"] = message,
            ["context"] = new JsonObject { ["user_agent"] = "Mozilla/5.0", ["ip_address"] = ip, ["api_key_id"] = "key_1" },
        }.ToJsonString();

    internal async Task<int> PushAsync(string tenant, object labels, params string[] lines)
    {
        var body = System.Text.Json.JsonSerializer.Serialize(new { streams = new[] { new { stream = labels, values = lines.Select(static (line, i) => new[] { Nanos(i), line }) } } });
        var (status, text) = await SendAsync(HttpMethod.Post, "/loki/api/v1/push", tenant, new StringContent(body, Encoding.UTF8, "application/json"));
        status.ShouldBeOneOf(204, 503);
        (status == 204 || text.Length > 0).ShouldBeTrue();
        return status;
    }

    internal async Task<JsonNode> BulkAsync(string tenant, string index, params string[] documents)
    {
        var body = string.Concat(documents.Select(document => $$$"""{"create":{"_index":"{{{index}}}"}}""" + "\n" + document + "\n"));
        var (status, text) = await SendAsync(HttpMethod.Post, "/elastic/_bulk", tenant, new StringContent(body, Encoding.UTF8, "application/x-ndjson"));
        status.ShouldBe(200, text);
        var answer = JsonNode.Parse(text)!;
        ((bool)answer["errors"]!).ShouldBeFalse(text);
        return answer;
    }

    internal async Task<JsonNode> GetAsync(string path, string tenant)
    {
        var (status, text) = await SendAsync(HttpMethod.Get, path, tenant, null);
        status.ShouldBe(200, text);
        return JsonNode.Parse(text)!;
    }

    /// <summary>Lines a Loki client gets, oldest first.</summary>
    internal async Task<List<string>> LokiLinesAsync(string query, string tenant)
    {
        var json = await GetAsync($"/loki/api/v1/query_range?limit=100&query={Uri.EscapeDataString(query)}", tenant);
        return [.. json["data"]!["result"]!.AsArray().SelectMany(static s => s!["values"]!.AsArray()).OrderBy(static v => (string)v![0]!, StringComparer.Ordinal).Select(static v => (string)v![1]!)];
    }

    /// <summary>Lines a search finds, oldest first.</summary>
    internal async Task<JsonArray> SearchAsync(string query, string tenant) =>
        (await GetAsync($"/api/vault/logs/search?direction=forward&q={Uri.EscapeDataString(query)}", tenant))["lines"]!.AsArray();

    async Task<(int Status, string Text)> SendAsync(HttpMethod method, string path, string tenant, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, new Uri(_server!.Address, path)) { Content = content };
        request.Headers.Add("X-Scope-OrgID", tenant);
        using var response = await _http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}

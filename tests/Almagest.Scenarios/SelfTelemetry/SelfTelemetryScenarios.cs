using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Almagest.Scenarios.Fixtures;

namespace Almagest.Scenarios.SelfTelemetry;

public sealed class SelfTelemetryScenarios : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly HttpClient _http = new();

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Server_keeps_its_own_traces_metrics_and_logs_and_tells_no_other_tenant()
    {
        using var server = await ServerProcess.StartAsync(_folder.Path, "--config", Config("interval: 1s"));
        await _http.GetAsync(new Uri(server.Address, "/api/vault/schema"));
        await UntilAsync(server, "SELECT count() FROM spans WHERE service = 'almagest' AND name = 'GET /api/vault/schema' AND attributes['http.response.status_code'] = '200'");
        await UntilAsync(server, "SELECT count() FROM samples WHERE metric = 'almagest_writer_rows_total'");
        await UntilAsync(server, "SELECT count() FROM logs WHERE scope_name LIKE 'Almagest.%' AND service = 'almagest'");
        foreach (var table in (string[])["spans", "samples", "logs"])
            (await CountAsync(server, $"SELECT count() FROM {table}", "default")).ShouldBe(0);
    }

    [Fact]
    public async Task Requests_that_bring_telemetry_or_probe_leave_no_spans()
    {
        using var server = await ServerProcess.StartAsync(_folder.Path, "--config", Config("interval: 1s"));
        await _http.GetAsync(new Uri(server.Address, "/-/healthy"));
        await _http.PostAsJsonAsync(new Uri(server.Address, "/v1/traces"), new { resourceSpans = Array.Empty<object>() });
        await _http.GetAsync(new Uri(server.Address, "/api/vault/schema"));
        await UntilAsync(server, "SELECT count() FROM spans WHERE name = 'GET /api/vault/schema'");
        await UntilAsync(server, "SELECT count() FROM spans WHERE name = 'sql' AND kind = 'client'");
        (await CountAsync(server, "SELECT count() FROM spans WHERE kind = 'client' AND parent_span_id = ''", "_system")).ShouldBe(0);
        (await CountAsync(server, "SELECT count() FROM spans WHERE name IN ('_system', 'default')", "_system")).ShouldBe(0);
        (await CountAsync(server, "SELECT count() FROM spans WHERE name LIKE '%/v1/%' OR name LIKE '%/-/%'", "_system")).ShouldBe(0);
    }

    [Fact]
    public async Task Telemetry_from_outside_is_refused_for_the_system_tenant()
    {
        using var server = await ServerProcess.StartAsync(_folder.Path);
        foreach (var path in (string[])["/v1/logs", "/otlp/v1/logs", "/api/vault/logs", "/api/vault/metrics", "/loki/api/v1/push", "/_bulk", "/api/v2/spans", "/api/v2/write?bucket=b", "/write?db=d"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, path)) { Content = JsonContent.Create(Array.Empty<object>()) };
            request.Headers.Add("X-Scope-OrgID", "_system");
            using var answer = await _http.SendAsync(request);
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
            (await answer.Content.ReadAsStringAsync()).ShouldContain("takes none from outside");
        }
    }

    [Fact]
    public async Task Switched_off_it_keeps_nothing()
    {
        using var server = await ServerProcess.StartAsync(_folder.Path, "--config", Config("enabled: false"));
        for (var i = 0; i < 50; i++)
            await _http.GetAsync(new Uri(server.Address, "/api/vault/schema"));
        (await CountAsync(server, "SELECT (SELECT count() FROM spans) + (SELECT count() FROM samples) + (SELECT count() FROM logs)", "_system")).ShouldBe(0);
    }

    string Config(string line)
    {
        var path = Path.Combine(_folder.Path, "almagest.yml");
        Directory.CreateDirectory(_folder.Path);
        File.WriteAllText(path, $"self_telemetry:\n  {line}\n");
        return path;
    }

    Task UntilAsync(ServerProcess server, string count) => Wait.UntilAsync(async () => await CountAsync(server, count, "_system") > 0);

    async Task<long> CountAsync(ServerProcess server, string query, string tenant)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, "/api/vault/sql")) { Content = JsonContent.Create(new { query }) };
        request.Headers.Add("X-Scope-OrgID", tenant);
        using var answer = await _http.SendAsync(request);
        var body = await answer.Content.ReadFromJsonAsync<JsonNode>();
        return long.Parse(body!["rows"]![0]![0]!.ToString(), System.Globalization.CultureInfo.InvariantCulture);
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Almagest.Scenarios.Fixtures;
using static Almagest.Tests.Ingest.RemoteWrite.WriteMessages;

namespace Almagest.Scenarios.Prometheus;

/// <summary>The limit on series per tenant on every way in, the explorer that tells what fills it, and StatsD.</summary>
public sealed class LimitScenarios : IAsyncLifetime, IAsyncDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly int _udp = FreePort();
    readonly int _tcp = FreePort();
    readonly long _now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
    PrometheusServer _server = null!;

    public async Task InitializeAsync()
    {
        var settings = Path.Combine(_folder.Path, "almagest.yml");
        await File.WriteAllTextAsync(settings, $"intake: {{max_series_per_tenant: 20}}\nstatsd: {{udp: '127.0.0.1:{_udp}', tcp: '127.0.0.1:{_tcp}', flush_interval: 1s}}\n");
        _server = new PrometheusServer { Arguments = ["--config", settings] };
        await _server.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    ValueTask IAsyncDisposable.DisposeAsync() => new(DisposeAsync());

    [Fact]
    public async Task Full_tenant_refuses_new_series_on_every_way_in_and_takes_known_ones()
    {
        const string Refusal = "tenant \"full\" has reached its limit of 20 series (intake.max_series_per_tenant)";
        (await _server.WriteAsync(1, Version1([.. Enumerable.Range(0, 20).Select(i => Series1(["__name__", "m", "i", $"{i}"], (_now, 1)))]), "full")).Status.ShouldBe(HttpStatusCode.NoContent);
        var write = await _server.WriteAsync(1, Version1(Series1(["__name__", "m", "i", "0"], (_now + 1, 2)), Series1(["__name__", "m", "i", "new"], (_now, 1))), "full");
        write.Status.ShouldBe(HttpStatusCode.BadRequest);
        write.Text.ShouldStartWith(Refusal);
        (await _server.ValueAsync("m{i=\"0\"}", "full")).ShouldBe("2");

        (await PostAsync("/write?db=d", "text/plain", "influx value=1")).ShouldContain(Refusal.Replace("\"", "\\u0022", StringComparison.Ordinal));
        (await PostAsync("/api/vault/metrics", "application/json", """{"timestamp":"2026-01-01T00:00:00Z","source_system":"s","metric_type":"universal","value":1}""")).ShouldContain("has reached its limit of 20 series");
        var otlp = await PostAsync("/v1/metrics", "application/json",
            $$"""{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"otlp","gauge":{"dataPoints":[{"asDouble":1,"timeUnixNano":"{{_now}}000000"}]} }]}]}]}""");
        JsonNode.Parse(otlp)!["partialSuccess"]!["errorMessage"]!.ToString().ShouldContain(Refusal);
        (await _server.VectorAsync("count({__name__!=\"\"})", "full")).ShouldBe(["{} 20"]);
        (await _server.Http.GetStringAsync(new Uri(_server.Address, "/metrics"))).ShouldContain("almagest_intake_series_refused_total{tenant=\"full\"} 4\n");
    }

    [Fact]
    public async Task Explorer_tells_where_series_come_from()
    {
        await _server.WriteAsync(1, Version1(
            [.. Enumerable.Range(0, 8).Select(i => Series1(["__name__", "requests", "pod", $"p{i}"], (_now, 1))), Series1(["__name__", "up"], (_now, 1)), Series1(["__name__", "up", "pod", "p0"], (_now, 1))]), "explore");
        var all = await ExploreAsync("");
        (all["series"]!.GetValue<int>(), all["active"]!.GetValue<int>(), all["limit"]!.GetValue<int>()).ShouldBe((10, 10, 20));
        all["metrics"]!.ToJsonString().ShouldBe("""[{"name":"requests","series":8,"active":8,"created":8},{"name":"up","series":2,"active":2,"created":2}]""");
        all["labels"]![0]!.ToJsonString().ShouldStartWith("""{"name":"pod","values":8,"series":9,"top":[{"name":"p0","count":2},""");
        all["churn"]!.AsArray().Sum(static c => c!["created"]!.GetValue<int>()).ShouldBe(10);
        var one = await ExploreAsync("?match=requests&limit=1&hours=2");
        (one["series"]!.GetValue<int>(), one["labels"]!.AsArray().Count, one["churn"]!.AsArray().Count).ShouldBe((8, 1, 2));
        using var bad = await _server.Http.GetAsync(new Uri(_server.Address, "/api/vault/cardinality?match=up{"));
        ((int)bad.StatusCode, await bad.Content.ReadAsStringAsync()).ShouldSatisfyAllConditions(static b => b.Item1.ShouldBe(400), static b => b.Item2.ShouldContain("is no selector such as"));
    }

    [Fact]
    public async Task StatsD_by_datagram_and_connection_becomes_series()
    {
        using var udp = new UdpClient();
        await Wait.UntilAsync(async () =>
        {
            await udp.SendAsync(Encoding.UTF8.GetBytes("statsd.hits:1|c|#env:test\nstatsd.temperature:21.5|g"), "127.0.0.1", _udp);
            return await _server.ValueAsync("statsd_temperature") == "21.5" && await _server.ValueAsync("statsd_hits{env=\"test\"} > 0") is not null;
        });
        using var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", _tcp);
        await tcp.GetStream().WriteAsync("statsd.latency:320|ms\nstatsd.lat"u8.ToArray());
        await tcp.GetStream().WriteAsync("ency:320|ms|@0.5\n"u8.ToArray());
        await Wait.UntilAsync(async () => await _server.ValueAsync("histogram_count(statsd_latency)") == "3");
        (await _server.ValueAsync("histogram_sum(statsd_latency)")).ShouldStartWith("0.96");
        (await _server.AskAsync("metadata?metric=statsd_hits"))["statsd_hits"]![0]!["type"]!.ToString().ShouldBe("counter");
    }

    async Task<JsonNode> ExploreAsync(string query)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_server.Address, "/api/vault/cardinality" + query));
        request.Headers.Add("X-Scope-OrgID", "explore");
        using var answer = await _server.Http.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    async Task<string> PostAsync(string path, string type, string body)
    {
        using var content = new StringContent(body, MediaTypeHeaderValue.Parse(type));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_server.Address, path)) { Content = content };
        request.Headers.Add("X-Scope-OrgID", "full");
        using var answer = await _server.Http.SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }

    static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}

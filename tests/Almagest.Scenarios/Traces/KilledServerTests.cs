using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Almagest.Cli.Otlp;
using Almagest.Scenarios.Fixtures;
using Almagest.Server.Platform.Wire;
using Attribute = Almagest.Cli.Otlp.Attribute;

namespace Almagest.Scenarios.Traces;

/// <summary>Counters read from spans go on after a kill, and a late span counts in them and in the map of its time.</summary>
public sealed class KilledServerTests
{
    [Fact]
    public async Task Counters_go_on_and_late_spans_count()
    {
        using var folder = new TemporaryFolder();
        var configuration = Path.Combine(folder.Path, "almagest.yaml");
        await File.WriteAllTextAsync(configuration, "traces:\n  metrics_interval: 1s\n");
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var start = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() * 1_000_000;
        using (var server = await ServerProcess.StartAsync(Path.Combine(folder.Path, "data"), "--config", configuration))
        {
            // The called one's span only: its caller is still on its way.
            await SendAsync(server, "back", 2, 1, start - 60_000_000_000);
            await Wait.UntilAsync(async () => await ValueAsync(http, server, "traces_spanmetrics_calls_total{service=\"back\"}") == "1");
            await SendAsync(server, "back", 3, 1, start);
            server.Kill();
        }

        using var again = await ServerProcess.StartAsync(Path.Combine(folder.Path, "data"), "--config", configuration);
        await SendAsync(again, "front", 1, 0, start - 90_000_000_000, 120);
        await Wait.UntilAsync(async () => await ValueAsync(http, again, "traces_spanmetrics_calls_total{service=\"back\"}") == "2");
        (await ValueAsync(http, again, "resets(traces_spanmetrics_calls_total{service=\"back\"}[1h])")).ShouldBe("0");
        var map = (await http.GetFromJsonAsync<JsonNode>(new Uri(again.Address, "/api/vault/traces/map")))!;
        ((long)map["edges"]!.AsArray().Single()!["calls"]!).ShouldBe(2);
        await Wait.UntilAsync(async () => await ValueAsync(http, again, "traces_service_graph_request_total{client=\"front\",server=\"back\"}") == "2");
    }

    static async Task<string> ValueAsync(HttpClient http, ServerProcess server, string query)
    {
        var answer = (await http.GetFromJsonAsync<JsonNode>(new Uri(server.Address, "/api/v1/query?query=" + Uri.EscapeDataString(query))))!;
        return answer["data"]!["result"]!.AsArray() is [{ } only] ? (string)only["value"]![1]! : "";
    }

    static async Task SendAsync(ServerProcess server, string service, ulong id, ulong parent, long start, int seconds = 1)
    {
        using var sender = new OtlpHttpSender(server.Address);
        var span = new SpanItem
        {
            TraceId = 0xfeed, SpanId = id, ParentSpanId = parent, Name = "call", Kind = parent == 0 ? SpanKind.Client : SpanKind.Server,
            StartUnixNano = (ulong)start, EndUnixNano = (ulong)start + ((ulong)seconds * 1_000_000_000),
        };
        var writer = new ProtoWriter();
        OtlpRequest.Append(writer, new OtlpResource([new Attribute("service.name", service)]), new OtlpScope("test", "0.1"), [span]);
        (await sender.SendUntilAnsweredAsync(OtlpSignal.Traces, writer.Written, CancellationToken.None)).Accepted.ShouldBeTrue();
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Almagest.Cli.Otlp;
using Almagest.Scenarios.Fixtures;
using Almagest.Server.Platform.Wire;
using Attribute = Almagest.Cli.Otlp.Attribute;

namespace Almagest.Scenarios.Traces;

/// <summary>Spans of one trace that come by every protocol, from real client libraries where there are any: one trace, one tree.</summary>
public sealed class OneTraceTests
{
    // 64 bits, as Jaeger and Zipkin clients send it; OTLP has 128.
    const string Short = "0af7651916cd43dd";

    [Fact]
    public async Task Five_ways_in_make_one_trace()
    {
        using var folder = new TemporaryFolder();
        string udp;
        using (var free = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0)))
            udp = free.Client.LocalEndPoint!.ToString()!;
        var configuration = Path.Combine(folder.Path, "almagest.yaml");
        string collector;
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            collector = free.LocalEndpoint.ToString()!;
        }

        await File.WriteAllTextAsync(configuration, $"also_listen: [ {collector} ]\njaeger:\n  udp: {udp}\n");
        using var server = await ServerProcess.StartAsync(Path.Combine(folder.Path, "data"), "--config", configuration);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = server.Address };
        var endpoints = (await server.OverviewAsync(client))["endpoints"]!;
        using var http = new OtlpHttpSender(server.Address);
        await SendAsync(http, "over-http", 0xa1, 0);
        using var grpc = new OtlpGrpcSender(new Uri((string)endpoints["otlpGrpc"]!));
        await SendAsync(grpc, "over-grpc", 0xa2, 0xa1);
        var clients = new NodeProgram(Path.Combine(AppContext.BaseDirectory, "Traces", "trace-clients"), "send.mjs");
        await clients.RunAsync("zipkin", server.Address.ToString().TrimEnd('/'), "over-zipkin", Short, "00000000000000a2");
        await clients.RunAsync("jaeger-http", "http://" + collector, "over-thrift", Short, "b1");
        await clients.RunAsync("jaeger-udp", udp, "over-udp", Short, "b1");

        JsonNode? trace = null;
        // UDP has no answer.
        await Wait.UntilAsync(async () => Lines(trace = await client.GetFromJsonAsync<JsonNode>("/api/vault/traces/" + Short)).Count >= 5);
        Lines(trace).ShouldBe(
            ["0 over-http work server", "1 over-grpc work server", "2 over-zipkin zipkin work server", "3 over-thrift jaeger-http work server", "3 over-udp jaeger-udp work server"],
            ignoreOrder: true);
        ((string)trace!["traceId"]!).ShouldBe(Short.PadLeft(32, '0'));
        var found = await client.GetFromJsonAsync<JsonNode>("/api/vault/traces?q=" + Uri.EscapeDataString("{ resource.service.name = \"over-http\" } >> { span.size = 5 }"));
        ((int)found!["traces"]![0]!["matched"]!).ShouldBeGreaterThanOrEqualTo(2, "what Jaeger's clients send as numbers");
    }

    static List<string> Lines(JsonNode? trace) => [.. trace!["spans"]!.AsArray()
        .Select(static s => $"{s!["depth"]} {s["service"]} {s["name"]} {s["kind"]}")];

    static async Task SendAsync(OtlpSender sender, string service, ulong id, ulong parent)
    {
        var now = (ulong)TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() * 1_000_000;
        var span = new SpanItem
        {
            TraceId = Convert.ToUInt64(Short, 16), SpanId = id, ParentSpanId = parent, Name = "work", Kind = SpanKind.Server,
            StartUnixNano = now - 2_000_000_000, EndUnixNano = now + 60_000_000_000,
        };
        var writer = new ProtoWriter();
        OtlpRequest.Append(writer, new OtlpResource([new Attribute("service.name", service)]), new OtlpScope("test", "0.1"), [span]);
        (await sender.SendUntilAnsweredAsync(OtlpSignal.Traces, writer.Written, CancellationToken.None)).Accepted.ShouldBeTrue();
    }
}

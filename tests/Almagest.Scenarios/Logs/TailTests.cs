using System.IO.Compression;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Almagest.Scenarios.Logs;

/// <summary>Loki's live tail, as Grafana and <c>logcli query --tail</c> use it.</summary>
[Collection(LogCollection.Name)]
public sealed class TailTests(LogFixture server)
{
    [Fact]
    public async Task Line_is_shown_after_its_acknowledgement()
    {
        using var socket = await FollowAsync("tail-live", "{app=\"live\"} |= \"now\"");
        for (var i = 0; i < 3; i++)
        {
            await PushAsync("tail-live", "live", 1, $"now {i} ");
            var message = await ReceiveAsync(socket);
            message["streams"]![0]!["values"]![0]![1]!.ToString().ShouldStartWith($"now {i} ");
            message["dropped_entries"].ShouldBeNull();
            message["encodingFlags"].ShouldBeNull();
        }
    }

    [Fact]
    public async Task Labels_are_told_apart_on_request()
    {
        await PushAsync("tail-kinds", "kinds", 1, "n=1 ");
        using var socket = await FollowAsync("tail-kinds", "{app=\"kinds\"} | logfmt", ("X-Loki-Response-Encoding-Flags", "categorize-labels"));
        for (var i = 1; i <= 2; i++)
        {
            // The first message has what was there before.
            var message = await ReceiveAsync(socket);
            message["encodingFlags"]!.ToJsonString().ShouldBe("[\"categorize-labels\"]");
            message["streams"]![0]!["stream"]!.ToJsonString().ShouldBe("{\"app\":\"kinds\",\"service_name\":\"kinds\"}");
            message["streams"]![0]!["values"]![0]![2]!.ToJsonString().ShouldBe($$$"""{"structuredMetadata":{"detected_level":"unknown"},"parsed":{"n":"{{{i}}}"}}""");
            if (i == 1)
                await PushAsync("tail-kinds", "kinds", 1, "n=2 ");
        }
    }

    [Fact]
    public async Task Query_of_numbers_is_refused_by_the_message_that_closes_the_connection()
    {
        using var socket = await FollowAsync("tail-numbers", "rate({app=\"a\"}[1m])");
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        (await socket.ReceiveAsync(new byte[256], limit.Token)).MessageType.ShouldBe(WebSocketMessageType.Close);
        (socket.CloseStatus, socket.CloseStatusDescription).ShouldBe((WebSocketCloseStatus.InternalServerError, "only log selector is supported"));
    }

    [Fact]
    public async Task Former_path_has_the_former_messages()
    {
        await PushAsync("tail-former", "former", 1, "before");
        using var socket = await FollowAsync("tail-former", "{app=\"former\"}", "/api/prom", []);
        var message = await ReceiveAsync(socket);
        message["streams"]![0]!["labels"]!.ToString().ShouldBe("{app=\"former\", detected_level=\"unknown\", service_name=\"former\"}");
        message["streams"]![0]!["entries"]![0]!["line"]!.ToString().ShouldBe("before");
        message.ToJsonString().ShouldEndWith("\"dropped_entries\":null}");
    }

    [Fact]
    public async Task Slow_reader_is_told_what_it_lost_and_storing_does_not_wait()
    {
        const int Requests = 4;
        const int Lines = 10_000;
        using var socket = await FollowAsync("tail-slow", "{app=\"slow\"}");
        // Nobody reads: connection and queue are full long before 80 MB.
        for (var i = 0; i < Requests; i++)
            await PushAsync("tail-slow", "slow", Lines, new string('x', 2_000));
        var (shown, dropped) = (0, new List<JsonNode>());
        while (dropped.Count == 0)
        {
            var message = await ReceiveAsync(socket);
            shown += message["streams"]!.AsArray().Sum(static s => s!["values"]!.AsArray().Count);
            dropped = [.. message["dropped_entries"]?.AsArray().Select(static d => d!) ?? []];
        }

        shown.ShouldBeInRange(1, (Requests * Lines) - 1);
        dropped.Count.ShouldBeLessThanOrEqualTo(1_000);
        foreach (var entry in dropped)
        {
            long.Parse((string)entry["timestamp"]!, System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(0);
            entry["labels"]!.ToJsonString().ShouldBe("{\"app\":\"slow\",\"service_name\":\"slow\"}");
        }

        // It goes on with what comes then, and all lines are stored.
        await PushAsync("tail-slow", "slow", 1, "the last ");
        while (!(await ReceiveAsync(socket))["streams"]!.ToJsonString().Contains("the last ", StringComparison.Ordinal))
        {
        }

        (await server.SqlAsync("SELECT count() FROM logs WHERE service = 'slow'", "tail-slow")).ShouldBe([LogFixture.Text((Requests * Lines) + 1)]);
    }

    Task<ClientWebSocket> FollowAsync(string tenant, string query, params (string Name, string Value)[] headers) => FollowAsync(tenant, query, "/loki/api/v1", headers);

    async Task<ClientWebSocket> FollowAsync(string tenant, string query, string root, params (string Name, string Value)[] headers)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("X-Scope-OrgID", tenant);
        foreach (var (name, value) in headers)
            socket.Options.SetRequestHeader(name, value);
        await socket.ConnectAsync(new UriBuilder(new Uri(server.Address, $"{root}/tail?query={Uri.EscapeDataString(query)}")) { Scheme = "ws" }.Uri, CancellationToken.None);
        return socket;
    }

    static async Task<JsonNode> ReceiveAsync(ClientWebSocket socket)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var message = new MemoryStream();
        var buffer = new byte[65_536];
        WebSocketReceiveResult received;
        do
        {
            received = await socket.ReceiveAsync(buffer, limit.Token);
            message.Write(buffer, 0, received.Count);
        }
        while (!received.EndOfMessage);
        return JsonNode.Parse(message.ToArray())!;
    }

    async Task PushAsync(string tenant, string app, int lines, string text)
    {
        var start = LogFixture.NowNanos;
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            await JsonSerializer.SerializeAsync(gzip, new { streams = new[] { new { stream = new { app }, values = Enumerable.Range(0, lines).Select(i => new[] { LogFixture.Text(start + i), text }) } } });
        using var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add("gzip");
        var (status, body) = await server.PostAsync("/loki/api/v1/push", content, tenant);
        status.ShouldBe(204, body);
    }
}

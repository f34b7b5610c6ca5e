using System.Text.Json.Nodes;
using Almagest.Cli.Otlp;
using Almagest.Scenarios.Fixtures;

namespace Almagest.Scenarios.Traces;

/// <summary>The real server with the two traces of the checklist and one with a queue, an error and a link, sent by OTLP.</summary>
public sealed class TraceFixture : IAsyncLifetime, IAsyncDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    ServerProcess? _server;

    internal const string Goal = "0000000000000000000000000abc1230";
    internal const string Recommend = "0000000000000000000000000abc4560";
    internal const string Order = "0000000000000000000000000abc7890";

    internal static readonly long Start = TimeProvider.System.GetUtcNow().AddMinutes(-5).ToUnixTimeMilliseconds() * 1_000_000;

    const string Configuration = """
        traces:
          metrics_interval: 1s
          apdex:
            - service: recommender
              threshold: 100ms
          critical_paths:
            - name: goal
              entry: "goals: POST /v1/goals/create"
              steps: [ "goals: create_goal", '{ span.db.system = "postgresql" }' ]
            - name: order
              entry: '{ name = "POST /orders" && kind = server }'
              steps: [ "shop: publish_order", "billing", "shop: charge" ]
            - name: order by shape
              entry: "shop: POST /orders"
              steps: [ '{ name =~ "publish.*" }', '{ name =~ "refund.*" }' ]
        """;

    internal Uri Address => _server!.Address;

    public async Task InitializeAsync()
    {
        var configuration = Path.Combine(_folder.Path, "almagest.yaml");
        await File.WriteAllTextAsync(configuration, Configuration);
        _server = await ServerProcess.StartAsync(Path.Combine(_folder.Path, "data"), "--config", configuration);
        using var sender = new OtlpHttpSender(_server.Address);
        foreach (var request in SentTraces.All(Start))
            (await sender.SendUntilAnsweredAsync(OtlpSignal.Traces, request.Written, CancellationToken.None)).Accepted.ShouldBeTrue();
    }

    ValueTask IAsyncDisposable.DisposeAsync() => new(DisposeAsync());

    public Task DisposeAsync()
    {
        _http.Dispose();
        _server?.Dispose();
        _folder.Dispose();
        return Task.CompletedTask;
    }

    internal async Task<(int Status, JsonNode Json)> GetAsync(string path)
    {
        using var response = await _http.GetAsync(new Uri(Address, path));
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, JsonNode.Parse(text) ?? throw new InvalidOperationException(text));
    }

    internal async Task<JsonNode> JsonAsync(string path)
    {
        var (status, json) = await GetAsync(path);
        status.ShouldBe(200, json.ToJsonString());
        return json;
    }

    /// <summary>The values of a PromQL query by one label, as text.</summary>
    internal async Task<string> PromAsync(string query, string label)
    {
        var result = (await JsonAsync("/api/v1/query?query=" + Uri.EscapeDataString(query)))["data"]!["result"]!.AsArray();
        return string.Join(' ', result.Select(r => $"{r!["metric"]![label]}={r["value"]![1]}").Order(StringComparer.Ordinal));
    }

    internal async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        request.RequestUri = new Uri(Address, request.RequestUri!);
        return await _http.SendAsync(request);
    }
}

[CollectionDefinition(Name)]
public sealed class TraceCollection : ICollectionFixture<TraceFixture>
{
    public const string Name = "traces";
}

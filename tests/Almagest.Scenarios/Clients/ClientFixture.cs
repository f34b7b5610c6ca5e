using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Almagest.Scenarios.Fixtures;

namespace Almagest.Scenarios.Clients;

/// <summary>The real server with what real SDKs sent to it.</summary>
public sealed class ClientFixture : IAsyncLifetime, IAsyncDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    ServerProcess? _server;

    public async Task InitializeAsync()
    {
        _server = await ServerProcess.StartAsync(_folder.Path);
        var endpoints = (await _server.OverviewAsync(_http))["endpoints"]!;
        var (grpc, http) = (new Uri(endpoints["otlpGrpc"]!.ToString()), new Uri(endpoints["otlpHttp"]!.ToString()));
        var javaScript = new NodeProgram(Path.Combine(AppContext.BaseDirectory, "Clients", "otel-js"), "send.mjs");
        await javaScript.RunAsync("grpc", grpc.ToString(), "js-grpc");
        await javaScript.RunAsync("http/protobuf", http.ToString(), "js-protobuf");
        await javaScript.RunAsync("http/json", http.ToString(), "js-json");
        await javaScript.RunAsync("http/protobuf", http.ToString(), "js-delta");
        new DotNetClient("net-grpc", OpenTelemetry.Exporter.OtlpExportProtocol.Grpc, grpc).Send();
        new DotNetClient("net-protobuf", OpenTelemetry.Exporter.OtlpExportProtocol.HttpProtobuf, http).Send();
    }

    ValueTask IAsyncDisposable.DisposeAsync() => new(DisposeAsync());

    public Task DisposeAsync()
    {
        _http.Dispose();
        _server?.Dispose();
        _folder.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>The rows of a query, each as JSON on a line of its own.</summary>
    internal async Task<string> RowsAsync(string sql)
    {
        var body = new JsonObject { ["query"] = sql };
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync(new Uri(_server!.Address, "/api/vault/sql?format=ndjson"), content);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return text.Replace("\\/", "/", StringComparison.Ordinal).TrimEnd();
    }

    /// <summary>The answer of PromQL, a vector.</summary>
    internal async Task<JsonArray> QueryAsync(string query) =>
        (await _http.GetFromJsonAsync<JsonNode>(new Uri(_server!.Address, "/api/v1/query?query=" + Uri.EscapeDataString(query))))!["data"]!["result"]!.AsArray();
}

[CollectionDefinition(Name)]
public sealed class ClientCollection : ICollectionFixture<ClientFixture>
{
    public const string Name = "clients";
}

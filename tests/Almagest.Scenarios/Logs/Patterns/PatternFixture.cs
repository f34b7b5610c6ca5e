using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Almagest.Scenarios.Fixtures;

namespace Almagest.Scenarios.Logs.Patterns;

/// <summary>A server that was sent lines, killed, started again, and sent more lines.</summary>
public sealed class PatternFixture : IAsyncLifetime, IAsyncDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    ServerProcess? _server;

    internal static readonly string[] Users = ["alice", "bob", "carol", "dave", "erin", "frank"];

    /// <summary>Time of the first line, milliseconds since 1970.</summary>
    internal long Start { get; } = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 60_000 * 60_000 - 600_000;

    public async Task InitializeAsync()
    {
        _server = await ServerProcess.StartAsync(_folder.Path);
        await SendAsync("shop", 0, [.. Enumerable.Range(0, 40).Select(static i => $"level=info request {i} from 10.0.0.{i} done")]);
        await SendAsync("shop", 60_000, [.. Users.Select(static u => $"level=warn user {u} is locked out")]);
        await SendAsync("json", 0, [.. Enumerable.Range(0, 5).Select(static i => $$"""{"level":"error","msg":"payment {{i}} failed","card":"x{{i}}"}""")]);
        var engine = await _server.EngineProcessIdAsync(_http);
        _server.Dispose();
        await Wait.UntilAsync(() => !Processes.Exists(engine));
        _server = await ServerProcess.StartAsync(_folder.Path);
        await SendAsync("shop", 120_000, ["level=info request 77 from 10.0.0.77 done", "level=warn user zoe is locked out", "level=error disk is full"]);
        await SendOtlpAsync("shop", "cache 17 was flushed");
    }

    public async Task DisposeAsync()
    {
        var engine = _server is null ? 0 : await _server.EngineProcessIdAsync(_http);
        _http.Dispose();
        _server?.Dispose();
        await Wait.UntilAsync(() => !Processes.Exists(engine));
        _folder.Dispose();
    }

    ValueTask IAsyncDisposable.DisposeAsync() => new(DisposeAsync());

    /// <summary>The answer to a request, for the times of all lines.</summary>
    internal async Task<JsonNode> GetAsync(string path, params (string Name, string Value)[] parameters)
    {
        var query = string.Join('&', parameters.Select(static p => $"{p.Name}={Uri.EscapeDataString(p.Value)}"));
        using var response = await _http.GetAsync(new Uri(_server!.Address, $"{path}?{query}"));
        var text = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonNode.Parse(text)!;
    }

    internal Task<JsonNode> PatternsAsync(string query, string language) => GetAsync("/api/vault/logs/patterns", ("q", query), ("language", language),
        ("from", Text(Start)), ("to", Text(Start + 660_000)), ("points", "11"));

    internal async Task<(int Status, string Body)> StatusAsync(string pathAndQuery)
    {
        using var response = await _http.GetAsync(new Uri(_server!.Address, pathAndQuery));
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    internal async Task<string[]> SqlAsync(string query)
    {
        using var response = await _http.PostAsJsonAsync(new Uri(_server!.Address, "/api/vault/sql?format=csv"), new Dictionary<string, string> { ["query"] = query });
        var text = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.ShouldBeTrue(text);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Skip(1)];
    }

    internal static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    async Task SendAsync(string app, long offsetMs, string[] lines)
    {
        var values = lines.Select((line, i) => new[] { Text(((Start + offsetMs) * 1_000_000) + i), line });
        var body = JsonSerializer.Serialize(new { streams = new[] { new { stream = new { app }, values } } });
        using var response = await _http.PostAsync(new Uri(_server!.Address, "/loki/api/v1/push"), new StringContent(body, Encoding.UTF8, "application/json"));
        ((int)response.StatusCode).ShouldBe(204);
    }

    async Task SendOtlpAsync(string service, string line)
    {
        var body = $$$"""
            {"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"{{{service}}}"}}]},"scopeLogs":[{"logRecords":[
            {"timeUnixNano":"{{{(Start + 180_000) * 1_000_000}}}","severityNumber":9,"body":{"stringValue":"{{{line}}}"}}]}]}]}
            """;
        using var response = await _http.PostAsync(new Uri(_server!.Address, "/v1/logs"), new StringContent(body, Encoding.UTF8, "application/json"));
        response.IsSuccessStatusCode.ShouldBeTrue();
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Almagest.Scenarios.Fixtures;
using static Almagest.Tests.Ingest.RemoteWrite.WriteMessages;

namespace Almagest.Scenarios.Prometheus;

/// <summary>A real server, asked and written to as Prometheus' clients do.</summary>
public sealed class PrometheusServer : IAsyncLifetime, IDisposable
{
    readonly TemporaryFolder _folder = new();
    ServerProcess? _process;

    /// <summary>Further arguments of the start.</summary>
    internal string[] Arguments { get; init; } = [];

    internal ServerProcess Process => _process!;

    internal HttpClient Http { get; } = new(new SocketsHttpHandler { UseProxy = false });

    internal Uri Address => _process!.Address;

    public async Task InitializeAsync() => _process = await ServerProcess.StartAsync(_folder.Path, Arguments);

    public Task DisposeAsync()
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _process?.Dispose();
        _process = null;
        Http.Dispose();
        if (Directory.Exists(_folder.Path))
            _folder.Dispose();
    }

    /// <summary>Sends a message of remote write, version 1 or 2.</summary>
    internal async Task<WriteAnswer> WriteAsync(int version, byte[] message, string tenant)
    {
        using var content = new ByteArrayContent(Snappy(message));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(version == 2 ? "application/x-protobuf;proto=io.prometheus.write.v2.Request" : "application/x-protobuf");
        content.Headers.ContentEncoding.Add("snappy");
        return await SendAsync(content, tenant, version);
    }

    internal async Task<WriteAnswer> SendAsync(HttpContent content, string tenant, int version)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Address, "/api/v1/write")) { Content = content };
        request.Headers.Add("X-Scope-OrgID", tenant);
        request.Headers.Add("X-Prometheus-Remote-Write-Version", version == 2 ? "2.0.0" : "0.1.0");
        using var answer = await Http.SendAsync(request);
        var written = answer.Headers.Where(static h => h.Key.EndsWith("-Written", StringComparison.OrdinalIgnoreCase))
            .ToDictionary(static h => h.Key.Split('-')[^2].ToLowerInvariant(), static h => int.Parse(h.Value.Single()));
        return new WriteAnswer(answer.StatusCode, (await answer.Content.ReadAsStringAsync()).TrimEnd('\n'), written);
    }

    /// <summary>The data of a successful answer of <c>/api/v1/…</c>.</summary>
    internal async Task<JsonNode> AskAsync(string path, string tenant = "default")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Address, "/api/v1/" + path));
        request.Headers.Add("X-Scope-OrgID", tenant);
        using var answer = await Http.SendAsync(request);
        var body = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, body);
        return JsonNode.Parse(body)!["data"]!;
    }

    /// <summary>The vector a query gives, a line each: <c>{labels} value</c>, sorted.</summary>
    internal async Task<List<string>> VectorAsync(string query, string tenant = "default", long? time = null)
    {
        var data = await AskAsync($"query?query={Uri.EscapeDataString(query)}" + (time is null ? "" : $"&time={time}"), tenant);
        return [.. data["result"]!.AsArray().Select(static r => $"{r!["metric"]!.ToJsonString()} {r["value"]?[1] ?? r["histogram"]![1]!.ToJsonString()}").Order(StringComparer.Ordinal)];
    }

    /// <summary>The only value a query gives, or null.</summary>
    internal async Task<string?> ValueAsync(string query, string tenant = "default") =>
        (await AskAsync($"query?query={Uri.EscapeDataString(query)}", tenant))["result"]!.AsArray() is [var only] ? only!["value"]![1]!.ToString() : null;

    internal async Task<List<string>> SqlAsync(string query, string tenant)
    {
        using var answer = await Http.PostAsJsonAsync(new Uri(Address, "/api/vault/sql"), new { query, tenant });
        var body = (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, body.ToJsonString());
        return [.. body["rows"]!.AsArray().Select(static row => string.Join(' ', row!.AsArray().Select(static cell => cell?.ToString())))];
    }
}

/// <summary>How a write was answered.</summary>
/// <param name="Status">The status.</param>
/// <param name="Text">The body.</param>
/// <param name="Written">Counts of the headers by kind: samples, histograms, exemplars.</param>
sealed record WriteAnswer(HttpStatusCode Status, string Text, Dictionary<string, int> Written);

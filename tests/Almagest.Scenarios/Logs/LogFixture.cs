using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using Almagest.Scenarios.Fixtures;

namespace Almagest.Scenarios.Logs;

/// <summary>The real server, asked by SQL what it stored.</summary>
public sealed class LogFixture : IAsyncLifetime, IAsyncDisposable
{
    readonly TemporaryFolder _folder = new();
    ServerProcess? _server;

    internal HttpClient Http { get; } = new(new SocketsHttpHandler { UseProxy = false });

    internal Uri Address => _server!.Address;

    internal static long NowNanos => (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;

    public async Task InitializeAsync()
    {
        var config = Path.Combine(_folder.Path, "almagest.yaml");
        await File.WriteAllTextAsync(config, "log_intake: {recent_lines: 4096}\n");
        _server = await ServerProcess.StartAsync(Path.Combine(_folder.Path, "data"), "--config", config);
    }

    ValueTask IAsyncDisposable.DisposeAsync() => new(DisposeAsync());

    public async Task DisposeAsync()
    {
        var engine = _server is null ? 0 : await _server.EngineProcessIdAsync(Http);
        Http.Dispose();
        _server?.Dispose();
        // The engine ends after the server, and writes until then: a folder can not be deleted under it.
        await Wait.UntilAsync(() => !Processes.Exists(engine));
        _folder.Dispose();
    }

    internal async Task<(int Status, string Body)> PostAsync(string path, HttpContent content, string? tenant = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Address, path)) { Content = content };
        if (tenant is not null)
            request.Headers.Add("X-Scope-OrgID", tenant);
        using var response = await Http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    internal Task<(int Status, string Body)> PostAsync(string path, string body, string type = "application/json", string? tenant = null) =>
        PostAsync(path, new StringContent(body, Encoding.UTF8, type), tenant);

    /// <summary>The rows of a query as CSV lines without the header.</summary>
    internal async Task<string[]> SqlAsync(string query, string tenant = "default")
    {
        using var response = await Http.PostAsJsonAsync(new Uri(Address, "/api/vault/sql?format=csv"), new Dictionary<string, string> { ["query"] = query, ["tenant"] = tenant });
        var text = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.ShouldBeTrue(text);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Skip(1)];
    }

    internal static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

[CollectionDefinition(Name)]
public sealed class LogCollection : ICollectionFixture<LogFixture>
{
    public const string Name = "logs";
}

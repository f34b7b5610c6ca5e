using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Almagest.Cli.Otlp;
using Almagest.Scenarios.Fixtures;
using Almagest.Server.Platform.Wire;

namespace Almagest.Scenarios.Otlp;

/// <summary>The real server with a small limit on requests.</summary>
public sealed class OtlpFixture : IAsyncLifetime, IAsyncDisposable
{
    internal const int MaxRequestBytes = 256 << 10;

    readonly TemporaryFolder _folder = new();
    ServerProcess? _server;

    internal HttpClient Client { get; } = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromMinutes(1) };

    internal Uri Http { get; private set; } = null!;

    internal Uri Grpc { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var config = Path.Combine(_folder.Path, "almagest.yml");
        await File.WriteAllTextAsync(config, $"otlp:\n  max_request_bytes: {MaxRequestBytes}\n");
        _server = await ServerProcess.StartAsync(Path.Combine(_folder.Path, "data"), "--config", config);
        var endpoints = (await _server.OverviewAsync(Client))["endpoints"]!;
        (Http, Grpc) = (new Uri(endpoints["otlpHttp"]!.ToString()), new Uri(endpoints["otlpGrpc"]!.ToString()));
    }

    ValueTask IAsyncDisposable.DisposeAsync() => new(DisposeAsync());

    public Task DisposeAsync()
    {
        Client.Dispose();
        _server?.Dispose();
        _folder.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>The first column of the first row.</summary>
    internal async Task<string> ScalarAsync(string sql)
    {
        var body = new JsonObject { ["query"] = sql };
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await Client.PostAsync(new Uri(_server!.Address, "/api/vault/sql?format=csv"), content);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return text.Split('\n')[1].Trim().Trim('"');
    }

    /// <summary>A request with one log record per text, of a service.</summary>
    internal static byte[] Logs(string service, params string[] bodies)
    {
        var writer = new ProtoWriter();
        OtlpRequest.Append(writer, new OtlpResource([new("service.name", service)], ""), new OtlpScope("test", "1"),
            bodies.Select(static body => new LogItem(1_795_168_800_000_000_000, Severity.Info, "INFO", body)));
        return writer.Written.ToArray();
    }

    /// <summary>A request with a good span, and bad ones without trace id.</summary>
    internal static byte[] Spans(string service, int bad)
    {
        var writer = new ProtoWriter();
        OtlpRequest.Append(writer, new OtlpResource([new("service.name", service)], ""), new OtlpScope("test", "1"), Enumerable.Range(0, bad + 1)
            .Select(i => new SpanItem { TraceId = i == 0 ? 1U : 0U, SpanId = 1, Name = "op", Kind = SpanKind.Internal, StartUnixNano = 1_795_168_800_000_000_000 }));
        return writer.Written.ToArray();
    }
}

[CollectionDefinition(Name)]
public sealed class OtlpCollection : ICollectionFixture<OtlpFixture>
{
    public const string Name = "otlp";
}

using Almagest.ClickHouse.Engine;
using Almagest.ClickHouse.Http;
using Almagest.Scenarios.Fixtures;
using Almagest.Server.Apis.Sql;
using Almagest.Telemetry.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Almagest.Scenarios.Store;

/// <summary>
/// A ClickHouse as an operator would run it: an engine of its own behind a forwarder that adds the header the engine asks for, so that user
/// and password are all a client needs. No ClickHouse server can be installed where these scenarios run.
/// </summary>
sealed class PlainStore : IAsyncDisposable
{
    // What concerns a connection is not handed on; Content-Length is, because the body is handed on as it is.
    static readonly string[] Hops = ["Host", "Connection", "Keep-Alive", "Transfer-Encoding"];

    readonly TemporaryFolder _folder = new();
    readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromMinutes(2) };
    readonly EngineSupervisor _engine;
    WebApplication? _forwarder;

    internal PlainStore() => _engine = EngineFixture.NewSupervisor(_folder.Path, new ReaderAccess
    {
        Tables = [.. PublicTables.Tables, .. PublicTables.Hidden],
        Views = PublicTables.Views,
        RowFilter = SqlPolicies.Condition,
    });

    /// <summary>For <c>--store</c>.</summary>
    internal string Url { get; private set; } = "";

    /// <summary>For <c>--store-reader</c>.</summary>
    internal string Reader { get; private set; } = "";

    internal async Task StartAsync()
    {
        await _engine.StartAsync(CancellationToken.None);
        var address = await _engine.GetAddressAsync(CancellationToken.None);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(static k => k.Limits.MaxRequestBodySize = null);
        builder.Logging.ClearProviders();
        _forwarder = builder.Build();
        _forwarder.Run(context => ForwardAsync(context, address));
        await _forwarder.StartAsync();
        Url = new UriBuilder(_forwarder.Urls.Single()) { UserName = address.Writer.User, Password = address.Writer.Password, Path = address.Database }.ToString();
        Reader = $"{address.Reader.User}:{address.Reader.Password}";
    }

    async Task ForwardAsync(HttpContext context, StoreAddress address)
    {
        var incoming = context.Request;
        using var request = new HttpRequestMessage(new HttpMethod(incoming.Method), new Uri(address.Url, incoming.Path + incoming.QueryString)) { Content = new StreamContent(incoming.Body) };
        foreach (var (name, value) in incoming.Headers.Where(static h => !Hops.Contains(h.Key, StringComparer.OrdinalIgnoreCase)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, value.ToArray()))
                request.Content.Headers.TryAddWithoutValidation(name, value.ToArray());
        }

        request.Headers.Add("X-Engine-Secret", address.Secret);
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers).Where(static h => !Hops.Contains(h.Key, StringComparer.OrdinalIgnoreCase)))
            context.Response.Headers[name] = values.ToArray();
        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    public async ValueTask DisposeAsync()
    {
        if (_forwarder is not null)
            await _forwarder.DisposeAsync();
        _http.Dispose();
        await _engine.DisposeAsync();
        _folder.Dispose();
    }
}

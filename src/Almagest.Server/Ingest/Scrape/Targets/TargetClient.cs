using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Almagest.ClickHouse.Formats;
using Almagest.Server.Ingest.Scrape.Configuration;
using Almagest.Server.Ingest.Scrape.Exposition;

namespace Almagest.Server.Ingest.Scrape.Targets;

/// <summary>Asks targets and discovery endpoints over HTTP as configured. Secrets in files are read with each request, so that they can rotate.</summary>
sealed class TargetClient : IDisposable
{
    const int ReadSize = 64 << 10;

    // As Go's client.
    const int MaxRedirects = 10;

    readonly HttpClientSettings _settings;
    // Made with the first request, and tried again with the next: files it needs may be missing, or come later.
    readonly Lazy<HttpClient> _http;
    readonly AccessTokens? _tokens;

    /// <param name="settings">How to ask.</param>
    /// <param name="time">Tells when access tokens end.</param>
    /// <param name="socketPath">A Unix socket that all requests go to, whatever their address says; null: none.</param>
    internal TargetClient(HttpClientSettings settings, TimeProvider time, string? socketPath = null)
    {
        _settings = settings;
        _tokens = settings.OAuth2 is { } oauth ? new AccessTokens(oauth, time) : null;
        _http = new(() => CreateClient(settings, new TargetConnector(settings, socketPath)), LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary>Gets a body.</summary>
    /// <param name="request">What to get.</param>
    /// <param name="limit">Bytes of the body; 0: none.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="HttpRequestException">There is no answer, or not 200.</exception>
    /// <exception cref="ExpositionException">The body is larger than the limit.</exception>
    internal async Task<(ByteBuffer Body, string ContentType)> GetAsync(HttpRequestMessage request, long limit, CancellationToken ct)
    {
        using var response = await AskAsync(request, ct);
        if (response.StatusCode != System.Net.HttpStatusCode.OK)
            throw new HttpRequestException($"server returned HTTP status {(int)response.StatusCode} {response.ReasonPhrase}");
        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        var body = new ByteBuffer(ReadSize);
        try
        {
            while (await stream.ReadAsync(body.GetMemory(ReadSize), ct) is > 0 and var read)
            {
                body.Advance(read);
                if (limit > 0 && body.Length > limit)
                    throw new ExpositionException("body size limit exceeded");
            }

            return (body, response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var type) ? type.ToString() : "");
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>Begins an answer whose body is read as it comes.</summary>
    /// <exception cref="HttpRequestException">There is no answer, or not 200.</exception>
    internal async Task<OpenBody> OpenAsync(HttpRequestMessage request, CancellationToken ct)
    {
        var response = await AskAsync(request, ct);
        try
        {
            if (response.StatusCode != System.Net.HttpStatusCode.OK)
                throw new HttpRequestException($"server returned HTTP status {(int)response.StatusCode} {response.ReasonPhrase}");
            return new OpenBody(response, await response.Content.ReadAsStreamAsync(ct));
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary>Sends a request as it is, without credentials of its own; redirects are not followed.</summary>
    internal Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct) => _http.Value.SendAsync(request, ct);

    public void Dispose()
    {
        if (_http.IsValueCreated)
            _http.Value.Dispose();
        _tokens?.Dispose();
    }

    static HttpClient CreateClient(HttpClientSettings settings, TargetConnector connector)
    {
        var proxy = settings.Proxy.ToProxy();
        return new HttpClient(new SocketsHttpHandler
        {
            UseProxy = proxy is not null,
            Proxy = proxy,
            ConnectCallback = connector.ConnectAsync,
            AllowAutoRedirect = false,
            AutomaticDecompression = System.Net.DecompressionMethods.GZip,
            SslOptions = proxy is null ? null : connector.TunnelOptions(),
        })
        { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Sends a request with its credentials and follows redirects, when configured.</summary>
    async Task<HttpResponseMessage> AskAsync(HttpRequestMessage request, CancellationToken ct)
    {
        await AuthorizeAsync(request, ct);
        var asked = request;
        try
        {
            for (var redirects = 0; ; redirects++)
            {
                var response = await _http.Value.SendAsync(asked, HttpCompletionOption.ResponseHeadersRead, ct);
                var isRedirect = (int)response.StatusCode is 301 or 302 or 303 or 307 or 308;
                var to = isRedirect && response.Headers.Location is { } location ? new Uri(asked.RequestUri!, location) : null;
                if (!_settings.FollowRedirects || to is not { Scheme: "http" or "https" })
                    return response;
                response.Dispose();
                if (redirects == MaxRedirects)
                    throw new HttpRequestException($"stopped after {MaxRedirects} redirects");
                asked = Redirected(request, to);
            }
        }
        catch (HttpRequestException error)
        {
            throw new HttpRequestException($"Get \"{asked.RequestUri!.AbsoluteUri}\": {Reason(error)}", error);
        }
    }

    // As in Go, and unlike HttpClient, which never sends credentials again: they go along to the same host and those below it. Nothing goes from TLS to plain text.
    static HttpRequestMessage Redirected(HttpRequestMessage first, Uri to)
    {
        var from = first.RequestUri!;
        var isTrusted = (to.Scheme == from.Scheme || to.Scheme == "https")
            && (to.IdnHost == from.IdnHost || (to.HostNameType == UriHostNameType.Dns && to.IdnHost.EndsWith("." + from.IdnHost, StringComparison.Ordinal)));
        var next = new HttpRequestMessage(first.Method, to);
        foreach (var (name, values) in first.Headers.NonValidated)
        {
            if (isTrusted || !name.Equals("Authorization", StringComparison.OrdinalIgnoreCase))
                next.Headers.TryAddWithoutValidation(name, values);
        }

        return next;
    }

    // What went wrong with TLS, or a connection that broke, stands in the cause alone; addresses that refuse stand outside of it.
    static string Reason(Exception error) => error.InnerException is { } cause and not SocketException ? Reason(cause) : error.Message;

    async ValueTask AuthorizeAsync(HttpRequestMessage request, CancellationToken ct)
    {
        if (_tokens is not null)
            request.Headers.TryAddWithoutValidation("Authorization", await _tokens.GetAsync(ct));

        if (_settings.Username != ("", "") || _settings.Password != ("", ""))
        {
            var pair = Encoding.UTF8.GetBytes($"{Secret(_settings.Username)}:{Secret(_settings.Password)}");
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(pair));
        }
        else if (_settings.AuthorizationType.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"{_settings.AuthorizationType} {Secret(_settings.Credentials)}");
        }

        foreach (var (name, values, files) in _settings.Headers)
            request.Headers.TryAddWithoutValidation(name, [.. values, .. files.Select(static f => File.ReadAllText(f).Trim())]);
    }

    static string Secret((string Text, string File) secret) => secret.File.Length > 0 ? File.ReadAllText(secret.File).Trim() : secret.Text;
}

/// <summary>The body of an answer that is still coming.</summary>
sealed class OpenBody(HttpResponseMessage response, Stream body) : IAsyncDisposable
{
    internal Stream Body { get; } = body;

    /// <summary>A header of the answer; empty when it is missing.</summary>
    internal string Header(string name) => response.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : "";

    public async ValueTask DisposeAsync()
    {
        await Body.DisposeAsync();
        response.Dispose();
    }
}

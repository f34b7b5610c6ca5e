using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Almagest.ClickHouse.Formats;
using Almagest.Server.Ingest.Scrape.Configuration;
using Almagest.Server.Ingest.Scrape.Exposition;

namespace Almagest.Server.Ingest.Scrape.Targets;

/// <summary>Asks targets and discovery endpoints over HTTP as configured. Secrets in files are read with each request, so that they can rotate.</summary>
sealed class TargetClient : IDisposable
{
    const int ReadSize = 64 << 10;

#pragma warning disable CA5397, CS0618, SYSLIB0039 // Old versions are used by those who ask for them.
    static readonly SslProtocols[] Known = [SslProtocols.Tls, SslProtocols.Tls11, SslProtocols.Tls12, SslProtocols.Tls13];
#pragma warning restore CA5397, CS0618, SYSLIB0039

    readonly HttpClientSettings _settings;
    readonly HttpClient _http;
    readonly AccessTokens? _tokens;

    /// <param name="settings">How to ask.</param>
    /// <param name="time">Tells when access tokens end.</param>
    /// <param name="socketPath">A Unix socket that all requests go to, whatever their address says; null: none.</param>
    internal TargetClient(HttpClientSettings settings, TimeProvider time, string? socketPath = null)
    {
        _settings = settings;
        _tokens = settings.OAuth2 is { } oauth ? new AccessTokens(oauth, time) : null;
        var tls = new SslClientAuthenticationOptions { TargetHost = settings.ServerName.Length > 0 ? settings.ServerName : null };
        if (settings.InsecureSkipVerify)
#pragma warning disable CA5359 // It is what insecure_skip_verify asks for.
            tls.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        else if (settings.Ca.Length + settings.CaFile.Length > 0)
            tls.CertificateChainPolicy = TrustOnly(Pem(settings.Ca, settings.CaFile));
        if (settings.Cert.Length + settings.CertFile.Length > 0)
            tls.ClientCertificates = [X509Certificate2.CreateFromPem(Pem(settings.Cert, settings.CertFile), Pem(settings.Key, settings.KeyFile))];
        if (Versions(settings.TlsVersions) is var versions and not SslProtocols.None)
            tls.EnabledSslProtocols = versions;
        var proxy = settings.Proxy.ToProxy();
        _http = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = proxy is not null,
            Proxy = proxy,
            ConnectCallback = socketPath is null ? null : (_, ct) => ConnectAsync(socketPath, ct),
            AllowAutoRedirect = settings.FollowRedirects,
            AutomaticDecompression = System.Net.DecompressionMethods.GZip,
            SslOptions = tls,
        })
        { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Gets a body.</summary>
    /// <param name="request">What to get.</param>
    /// <param name="limit">Bytes of the body; 0: none.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="HttpRequestException">There is no answer, or not 200.</exception>
    /// <exception cref="ExpositionException">The body is larger than the limit.</exception>
    internal async Task<(ByteBuffer Body, string ContentType)> GetAsync(HttpRequestMessage request, long limit, CancellationToken ct)
    {
        await AuthorizeAsync(request, ct);
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
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
        await AuthorizeAsync(request, ct);
        var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
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

    /// <summary>Sends a request as it is, without credentials of its own.</summary>
    internal Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct) => _http.SendAsync(request, ct);

    public void Dispose()
    {
        _http.Dispose();
        _tokens?.Dispose();
    }

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

    // All versions from the least to the most that is configured.
    static SslProtocols Versions((SslProtocols Least, SslProtocols Most) limits) => limits == default ? SslProtocols.None
        : Known.Where(v => (limits.Least == SslProtocols.None || v >= limits.Least) && (limits.Most == SslProtocols.None || v <= limits.Most)).Aggregate(SslProtocols.None, static (all, v) => all | v);

    static string Secret((string Text, string File) secret) => secret.File.Length > 0 ? File.ReadAllText(secret.File).Trim() : secret.Text;

    static string Pem(string text, string file) => text.Length > 0 ? text : File.ReadAllText(file);

    static async ValueTask<Stream> ConnectAsync(string path, CancellationToken ct)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    static X509ChainPolicy TrustOnly(string pem)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(pem);
        return policy;
    }
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

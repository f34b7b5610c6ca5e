using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Almagest.Server.Ingest.Scrape.Configuration;

namespace Almagest.Server.Ingest.Scrape.Targets;

/// <summary>
/// Opens connections to targets, with TLS as <c>tls_config</c> says. Files are read for each connection, so that certificates can rotate and a missing
/// one fails scrapes, not the server.
/// </summary>
/// <param name="settings">How to ask.</param>
/// <param name="socketPath">A Unix socket that all connections go to; null: none.</param>
sealed class TargetConnector(HttpClientSettings settings, string? socketPath)
{
#pragma warning disable CA5397, CS0618, SYSLIB0039 // Old versions are used by those who ask for them.
    static readonly SslProtocols[] Known = [SslProtocols.Tls, SslProtocols.Tls11, SslProtocols.Tls12, SslProtocols.Tls13];
#pragma warning restore CA5397, CS0618, SYSLIB0039

    /// <summary>Opens one for an HTTP client.</summary>
    internal async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var stream = await OpenAsync(socketPath is null ? context.DnsEndPoint : new UnixDomainSocketEndPoint(socketPath), ct);
        var request = context.InitialRequestMessage;
        // Behind a proxy the client makes TLS itself, once the tunnel is there.
        var isDirect = request.Method != HttpMethod.Connect && request.RequestUri is { Scheme: "https" } uri && uri.Port == context.DnsEndPoint.Port && uri.IdnHost == context.DnsEndPoint.Host;
        if (!isDirect)
            return stream;
        var secure = new SslStream(stream);
        try
        {
            // HttpClient takes the host of the address for the name to expect, whatever its options say: server_name needs a handshake of our own.
            await secure.AuthenticateAsClientAsync(Options(settings.ServerName.Length > 0 ? settings.ServerName : context.DnsEndPoint.Host), ct);
            return secure;
        }
        catch
        {
            await secure.DisposeAsync();
            throw;
        }
    }

    /// <summary>TLS for connections through a proxy: there the client sets the name, and a configured one is only compared.</summary>
    /// <exception cref="HttpRequestException">A file cannot be read.</exception>
    internal SslClientAuthenticationOptions TunnelOptions()
    {
        try
        {
            var tls = Options("");
            if (settings.ServerName.Length > 0 && !settings.InsecureSkipVerify)
                tls.RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
                    (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None && certificate is X509Certificate2 shown && shown.MatchesHostname(settings.ServerName);
            return tls;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new HttpRequestException(error.Message, error);
        }
    }

    SslClientAuthenticationOptions Options(string name)
    {
        var tls = new SslClientAuthenticationOptions { TargetHost = name, EnabledSslProtocols = Versions(settings.TlsVersions) };
        if (settings.InsecureSkipVerify)
#pragma warning disable CA5359 // It is what insecure_skip_verify asks for.
            tls.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        else if (settings.Ca.Length + settings.CaFile.Length > 0)
            tls.CertificateChainPolicy = TrustOnly(Pem(settings.Ca, settings.CaFile));
        if (settings.Cert.Length + settings.CertFile.Length > 0)
            tls.ClientCertificates = [X509Certificate2.CreateFromPem(Pem(settings.Cert, settings.CertFile), Pem(settings.Key, settings.KeyFile))];
        return tls;
    }

    static async Task<Stream> OpenAsync(EndPoint address, CancellationToken ct)
    {
        var socket = address is UnixDomainSocketEndPoint ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // All versions from the least to the most that is configured.
    static SslProtocols Versions((SslProtocols Least, SslProtocols Most) limits) => limits == default ? SslProtocols.None
        : Known.Where(v => (limits.Least == SslProtocols.None || v >= limits.Least) && (limits.Most == SslProtocols.None || v <= limits.Most)).Aggregate(SslProtocols.None, static (all, v) => all | v);

    static string Pem(string text, string file) => text.Length > 0 ? text : File.ReadAllText(file);

    static X509ChainPolicy TrustOnly(string pem)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(pem);
        return policy;
    }
}

using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Almagest.Model;

namespace Almagest.Server.Ingest.Beats;

/// <summary>Encrypts connections of senders when there is a certificate, and asks for theirs when there are authorities for them.</summary>
sealed class BeatsSecurity
{
    // A peer that connects and says nothing shall not hold the connection.
    static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(30);

    readonly SslServerAuthenticationOptions? _options;

    /// <exception cref="UserErrorException">A file is missing or of another kind.</exception>
    internal BeatsSecurity(BeatsOptions options)
    {
        if (options.Certificate.Length == 0)
            return;
        var authorities = Read(options.ClientAuthorities, "client_authorities");
        _options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(ReadOwn(options), Read(options.Certificate, "certificate"), offline: true),
            ClientCertificateRequired = authorities is not null,
            RemoteCertificateValidationCallback = authorities is null ? null : (_, certificate, _, _) => certificate is X509Certificate2 own && IsSigned(own, authorities),
        };
    }

    /// <summary>The connection to read from and write to.</summary>
    /// <exception cref="InvalidDataException">The peer does not speak TLS, or has no certificate that counts.</exception>
    internal async Task<Stream> OpenAsync(Socket socket, CancellationToken ct)
    {
        var plain = new NetworkStream(socket, ownsSocket: false);
        if (_options is null)
            return plain;
        var secure = new SslStream(plain);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(HandshakeTimeout);
        try
        {
            await secure.AuthenticateAsServerAsync(_options, limit.Token);
            return secure;
        }
        catch (Exception error) when (error is AuthenticationException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            await secure.DisposeAsync();
            throw new InvalidDataException($"no TLS: {error.Message}", error);
        }
        catch
        {
            await secure.DisposeAsync();
            throw;
        }
    }

    static bool IsSigned(X509Certificate2 certificate, X509Certificate2Collection authorities)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }

    static X509Certificate2 ReadOwn(BeatsOptions options)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(options.Certificate, options.Key.Length > 0 ? options.Key : null);
        }
        catch (Exception error) when (error is IOException or CryptographicException or UnauthorizedAccessException)
        {
            throw Invalid("certificate", options.Certificate, error);
        }
    }

    static X509Certificate2Collection? Read(string path, string name)
    {
        if (path.Length == 0)
            return null;
        try
        {
            var all = new X509Certificate2Collection();
            all.ImportFromPemFile(path);
            return all;
        }
        catch (Exception error) when (error is IOException or CryptographicException or UnauthorizedAccessException)
        {
            throw Invalid(name, path, error);
        }
    }

    static UserErrorException Invalid(string name, string path, Exception error) =>
        new(UserErrorKind.Invalid, "invalid_certificate", $"beats.{name} \"{path}\" can not be used: {error.Message}");
}

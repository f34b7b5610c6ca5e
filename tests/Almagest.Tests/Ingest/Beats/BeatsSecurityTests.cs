using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Almagest.Model;
using Almagest.Server.Ingest.Beats;

namespace Almagest.Tests.Ingest.Beats;

public sealed class BeatsSecurityTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("almagest-beats-").FullName;
    readonly X509Certificate2 _own = NewCertificate();
    readonly X509Certificate2 _other = NewCertificate();

    public BeatsSecurityTests()
    {
        foreach (var (name, certificate) in new[] { ("own", _own), ("other", _other) })
        {
            File.WriteAllText(Path.Combine(_folder, name + ".pem"), certificate.ExportCertificatePem());
            File.WriteAllText(Path.Combine(_folder, name + ".key"), certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem());
        }
    }

    public void Dispose()
    {
        _own.Dispose();
        _other.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Connection_is_encrypted_with_the_certificate() =>
        (await ExchangeAsync(Options(""), null)).ShouldBe("hello");

    [Fact]
    public async Task Sender_with_a_certificate_of_the_authority_is_let_in() =>
        (await ExchangeAsync(Options("other.pem"), _other)).ShouldBe("hello");

    [Fact]
    public async Task Sender_without_a_certificate_is_refused() =>
        await Should.ThrowAsync<InvalidDataException>(() => ExchangeAsync(Options("other.pem"), null));

    [Fact]
    public async Task Sender_with_another_certificate_is_refused() =>
        await Should.ThrowAsync<InvalidDataException>(() => ExchangeAsync(Options("other.pem"), _own));

    [Fact]
    public void Missing_certificate_is_told() =>
        Should.Throw<UserErrorException>(() => new BeatsSecurity(new BeatsOptions { Certificate = Path.Combine(_folder, "none.pem") })).Message.ShouldContain("beats.certificate");

    BeatsOptions Options(string authorities) => new()
    {
        Certificate = Path.Combine(_folder, "own.pem"),
        Key = Path.Combine(_folder, "own.key"),
        ClientAuthorities = authorities.Length > 0 ? Path.Combine(_folder, authorities) : "",
    };

    /// <summary>What the server reads of a sender that says hello.</summary>
    static async Task<string> ExchangeAsync(BeatsOptions options, X509Certificate2? certificate)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        using var accepted = await listener.AcceptSocketAsync();
        var saying = SayAsync(client, certificate);
        await using var connection = await new BeatsSecurity(options).OpenAsync(accepted, CancellationToken.None);
        var bytes = new byte[5];
        await connection.ReadExactlyAsync(bytes);
        await saying;
        return System.Text.Encoding.ASCII.GetString(bytes);
    }

    static async Task SayAsync(TcpClient client, X509Certificate2? certificate)
    {
#pragma warning disable CA5359 // The test's server has a certificate of its own making.
        await using var secure = new SslStream(client.GetStream(), false, static (_, _, _, _) => true);
#pragma warning restore CA5359
        try
        {
            await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", ClientCertificates = certificate is null ? null : [certificate] });
            await secure.WriteAsync("hello"u8.ToArray());
            await secure.FlushAsync();
        }
        catch (Exception error) when (error is AuthenticationException or IOException)
        {
            // The server refused; what it says about that is what is tested.
        }
    }

    static X509Certificate2 NewCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}

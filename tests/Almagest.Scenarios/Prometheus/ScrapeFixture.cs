using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Almagest.Scenarios.Fixtures;

namespace Almagest.Scenarios.Prometheus;

/// <summary>A real server that scrapes a site of the test as a prometheus.yml says, which the test may change.</summary>
public sealed class ScrapeFixture : IAsyncLifetime
{
    readonly X509Certificate2 _certificate = SelfSigned();

    internal TemporaryFolder Folder { get; } = new();

    internal TestSite Site { get; private set; } = null!;

    internal TestSite SecureSite { get; private set; } = null!;

    internal PrometheusServer Server { get; private set; } = null!;

    internal string ConfigFile => Path.Combine(Folder.Path, "prometheus.yml");

    public async Task InitializeAsync()
    {
        (Site, SecureSite) = (await TestSite.StartAsync(), await TestSite.StartAsync(_certificate));
        await File.WriteAllTextAsync(Path.Combine(Folder.Path, "ca.pem"), _certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(Folder.Path, "token"), "tok-1\n");
        await File.WriteAllTextAsync(ConfigFile, "global: {scrape_interval: 1s}\n");
        var settings = Path.Combine(Folder.Path, "almagest.yml");
        await File.WriteAllTextAsync(settings, $"prometheus:\n  config_file: {ConfigFile}\n");
        Server = new PrometheusServer { Arguments = ["--config", settings] };
        await Server.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await Server.DisposeAsync();
        await Site.DisposeAsync();
        await SecureSite.DisposeAsync();
        _certificate.Dispose();
        Folder.Dispose();
    }

    /// <summary>Puts a prometheus.yml in force; gives back status and text of the answer.</summary>
    internal async Task<(HttpStatusCode Status, string Text)> ReloadAsync(string config)
    {
        await File.WriteAllTextAsync(ConfigFile, config);
        using var answer = await Server.Http.PostAsync(new Uri(Server.Address, "/-/reload"), null);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Scrapes one path of the site with further fields of a scrape configuration; waits until <c>up</c> of the job is known.</summary>
    internal async Task ScrapeAsync(string job, string fields, bool secure = false)
    {
        var site = secure ? SecureSite : Site;
        var (status, text) = await ReloadAsync($$"""
            global: {scrape_interval: 1s}
            scrape_configs:
            - job_name: {{job}}
              metrics_path: /{{job}}
              static_configs: [{targets: ['{{site.HostPort}}']}]
              {{fields.ReplaceLineEndings("\n  ")}}
            """);
        status.ShouldBe(HttpStatusCode.OK, text);
        await Wait.UntilAsync(async () => await Server.ValueAsync($"up{{job=\"{job}\"}}") is not null);
    }

    internal async Task<string> TargetErrorAsync(string job) => (await Server.AskAsync("targets?state=active"))["activeTargets"]!.AsArray()
        .Single(t => t!["scrapePool"]!.ToString() == job)!["lastError"]!.ToString();

    static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
    }
}

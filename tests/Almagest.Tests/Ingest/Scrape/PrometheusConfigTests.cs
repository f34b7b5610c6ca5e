using Almagest.Server.Ingest.Scrape.Configuration;

namespace Almagest.Tests.Ingest.Scrape;

public sealed class PrometheusConfigTests
{
    // Their faults are in sections that are not read here: alerting, remote write and read, rules, storage, OTLP.
    static readonly string[] OtherSections = ["alert", "remote", "rules", "otlp_", "rr_", "rw_", "storage", "tsdb", "tracing", "labelname", "unsupported_"];

    static string Folder { get; } = Path.Combine(
        Environment.GetEnvironmentVariable("ALMAGEST_SHARED") ?? Path.Combine(Architecture.RepositoryFiles.Root, "..", "shared"), "data", "promql", "prometheus-config-testdata");

    [Fact]
    public void Upstream_bad_files_about_scraping_are_refused()
    {
        if (!Directory.Exists(Folder))
            return;
        var accepted = Directory.EnumerateFiles(Folder, "*.bad.yml")
            .Where(static f => !OtherSections.Any(o => Path.GetFileName(f).Contains(o, StringComparison.Ordinal)))
            .Where(static f => Fault(f) is null).Select(Path.GetFileName).Order().ToArray();
        accepted.ShouldBeEmpty();
    }

    [Fact]
    public void Upstream_good_files_with_our_discovery_are_taken()
    {
        if (!Directory.Exists(Folder))
            return;
        var refused = Directory.EnumerateFiles(Folder, "*.good.yml").Select(static f => (File: Path.GetFileName(f), Fault: Fault(f)))
            .Where(static f => f.Fault is not null && !f.Fault.Contains("is not supported", StringComparison.Ordinal)).ToArray();
        refused.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("scrape_configs: [{job_name: a, foo: 1}]", "yaml: unmarshal errors:\n  line 1: field foo not found in type config.plain")]
    [InlineData("global: {scrape_interval: 1x}", "not a valid duration string: \"1x\"")]
    [InlineData("global: {scrape_interval: 1s, scrape_timeout: 2s}", "global scrape timeout greater than scrape interval")]
    [InlineData("scrape_configs: [{metrics_path: /x}]", "job_name is empty")]
    [InlineData("scrape_configs: [{job_name: a}, {job_name: a}]", "found multiple scrape configs with job name \"a\"")]
    [InlineData("scrape_configs: [{job_name: a, relabel_configs: [{action: hashmod, target_label: x}]}]", "relabel configuration for hashmod requires non-zero modulus")]
    [InlineData("scrape_configs: [{job_name: a, ec2_sd_configs: [{}]}]", "job \"a\": ec2_sd_configs is not supported; use http_sd_configs or file_sd_configs")]
    [InlineData("scrape_configs: [{job_name: a, no_proxy: x}]", "if no_proxy is configured, proxy_url must also be configured")]
    [InlineData("scrape_configs: [{job_name: a, proxy_url: 'http://p', proxy_from_environment: true}]", "if proxy_from_environment is configured, proxy_url must not be configured")]
    [InlineData("scrape_configs: [{job_name: a, oauth2: {token_url: 'http://t'}}]", "oauth2 client_id must be configured")]
    [InlineData("scrape_configs: [{job_name: a, oauth2: {client_id: i}}]", "oauth2 token_url must be configured")]
    [InlineData("scrape_configs: [{job_name: a, oauth2: {client_id: i, token_url: 'http://t'}, basic_auth: {username: u}}]", "at most one of basic_auth, oauth2 & authorization must be configured")]
    [InlineData("scrape_configs: [{job_name: a, tls_config: {min_version: TLS9}}]", "unknown TLS version: TLS9")]
    [InlineData("scrape_configs: [{job_name: a, scrape_timeout: 2m}]", "scrape timeout greater than scrape interval for scrape config with job name \"a\"")]
    public void Fault_is_told_in_the_words_of_Prometheus(string text, string message) =>
        Should.Throw<ConfigException>(() => PrometheusConfig.Parse(text, "")).Message.ShouldBe(message);

    [Fact]
    public void Sample_of_the_documentation_is_read()
    {
        var job = PrometheusConfig.Parse("""
            global:
              scrape_interval: 15s
              evaluation_interval: 15s
            scrape_configs:
              - job_name: dyocense-api
                metrics_path: /metrics
                static_configs:
                  - targets: ['localhost:8000']
                    labels: {env: prod}
            """, "").Jobs.Single();
        (job.JobName, job.Interval, job.Timeout, job.HonorTimestamps).ShouldBe(("dyocense-api", TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(10), true));
        job.Discovery.OfType<StaticDiscovery>().Single().Groups.Single().Labels["env"].ShouldBe("prod");
    }

    [Theory]
    [InlineData("http://10.1.2.3/x", true)]
    [InlineData("http://10.2.0.1/x", false)]
    [InlineData("http://db.internal:9100/x", true)]
    [InlineData("http://internal/x", true)]
    [InlineData("http://only.port:81/x", true)]
    [InlineData("http://only.port:82/x", false)]
    [InlineData("http://else.where/x", false)]
    public void Hosts_of_no_proxy_are_asked_directly(string url, bool direct)
    {
        var job = PrometheusConfig.Parse("scrape_configs: [{job_name: a, proxy_url: 'http://proxy:3128', no_proxy: '10.1.0.0/16, internal, only.port:81'}]", "").Jobs.Single();
        job.Http.Proxy.ToProxy()!.IsBypassed(new Uri(url)).ShouldBe(direct);
    }

    static string? Fault(string file)
    {
        try
        {
            PrometheusConfig.Parse(File.ReadAllText(file), Folder);
            return null;
        }
        catch (ConfigException error)
        {
            return error.Message;
        }
    }
}

using Almagest.Server.Ingest.Scrape.Configuration;
using Almagest.Server.Ingest.Scrape.Targets;

namespace Almagest.Tests.Ingest.Scrape;

public sealed class TargetTests
{
    [Theory]
    [InlineData("{action: labeldrop, regex: __scrape_interval__}", "error parsing scrape interval: empty duration string")]
    [InlineData("{target_label: __scrape_timeout__, replacement: soon}", "error parsing scrape timeout: not a valid duration string: \"soon\"")]
    [InlineData("{target_label: __scrape_interval__, replacement: 0s}", "scrape interval cannot be 0")]
    [InlineData("{target_label: __scrape_interval__, replacement: 1s}", "scrape timeout cannot be greater than scrape interval (\"10s\" > \"1s\")")]
    [InlineData("{action: labeldrop, regex: __address__}", "no address")]
    public void What_relabelling_breaks_is_no_target(string rule, string message) =>
        Should.Throw<ConfigException>(() => Create(rule)).Message.ShouldBe(message);

    [Theory]
    [InlineData("{target_label: __metrics_path__, replacement: probe}", "http://h:1/probe")]
    [InlineData("{action: labeldrop, regex: __metrics_path__}", "http://h:1/")]
    [InlineData("{target_label: __param_module, replacement: a b}", "http://h:1/metrics?module=a%20b")]
    public void Address_is_made_of_labels(string rule, string url) => Create(rule).Url.AbsoluteUri.ShouldBe(url);

    static Target Create(string rule)
    {
        var config = PrometheusConfig.Parse($"scrape_configs: [{{job_name: j, relabel_configs: [{rule}], static_configs: [{{targets: ['h:1']}}]}}]", "").Jobs.Single();
        var group = config.Discovery.OfType<StaticDiscovery>().Single().Groups.Single();
        return Target.Create(group.Addresses[0], group, config, out _)!;
    }
}

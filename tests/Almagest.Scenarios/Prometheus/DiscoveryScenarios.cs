using System.Net;
using Almagest.Scenarios.Fixtures;

namespace Almagest.Scenarios.Prometheus;

/// <summary>Targets out of files and HTTP endpoints, and what a reload does.</summary>
public sealed class DiscoveryScenarios(ScrapeFixture scrape) : IClassFixture<ScrapeFixture>
{
    const string Text = "text/plain; version=0.0.4; charset=utf-8";

    PrometheusServer Server => scrape.Server;

    [Fact]
    public async Task Targets_of_a_file_follow_the_file()
    {
        scrape.Site.Serve("/metrics", Text, "file_a 1\n");
        var file = Path.Combine(scrape.Folder.Path, "targets.json");
        await File.WriteAllTextAsync(file, $$"""[{"targets": ["{{scrape.Site.HostPort}}"], "labels": {"zone": "one"} }]""");
        await ReloadAsync("[{job_name: file, file_sd_configs: [{files: ['targets*.json']}]}]");
        await Wait.UntilAsync(async () => await Server.ValueAsync("file_a{zone=\"one\"}") == "1");
        await File.WriteAllTextAsync(file, $$"""[{"targets": ["{{scrape.Site.HostPort}}"], "labels": {"zone": "two"} }]""");
        await Wait.UntilAsync(async () => await Server.ValueAsync("file_a{zone=\"two\"}") == "1" && await Server.ValueAsync("file_a{zone=\"one\"}") is null);
        var target = (await Server.AskAsync("targets"))["activeTargets"]![0]!;
        target["discoveredLabels"]!["__meta_filepath"]!.ToString().ShouldBe(file);
    }

    [Fact]
    public async Task Targets_of_an_http_endpoint_follow_it()
    {
        scrape.Site.Serve("/metrics", Text, "http_a 1\n");
        scrape.Site.Serve("/sd", "application/json", $$"""[{"targets": ["{{scrape.Site.HostPort}}"], "labels": {"zone": "one", "__meta_rack": "r1"} }]""");
        await ReloadAsync($"[{{job_name: http, http_sd_configs: [{{url: '{scrape.Site.Address}sd', refresh_interval: 500ms}}], relabel_configs: [{{source_labels: [__meta_rack], target_label: rack}}]}}]");
        await Wait.UntilAsync(async () => await Server.ValueAsync("http_a{zone=\"one\", rack=\"r1\"}") == "1");
        scrape.Site.Requests.ShouldContain(static r => r.Path == "/sd" && r.Headers["X-Prometheus-Refresh-Interval-Seconds"] == "0.5");
        // An endpoint that fails takes no target away; one that answers with none does.
        scrape.Site.Serve("/sd", "text/html", "oops");
        var asked = scrape.Site.Requests.Count(static r => r.Path == "/sd");
        await Wait.UntilAsync(() => scrape.Site.Requests.Count(static r => r.Path == "/sd") > asked + 1);
        (await Server.ValueAsync("http_a")).ShouldBe("1");
        scrape.Site.Serve("/sd", "application/json", "[]");
        await Wait.UntilAsync(async () => await Server.ValueAsync("http_a") is null && await Server.ValueAsync("up{job=\"http\"}") is null);
    }

    [Fact]
    public async Task Reload_keeps_jobs_that_did_not_change_and_refuses_what_prometheus_refuses()
    {
        scrape.Site.Serve("/metrics", Text, "reload_a 1\n");
        var kept = $"{{job_name: kept, static_configs: [{{targets: ['{scrape.Site.HostPort}']}}]}}";
        await ReloadAsync($"[{kept}]");
        await Wait.UntilAsync(async () => await Server.ValueAsync("reload_a{job=\"kept\"}") == "1");
        await ReloadAsync($"[{kept}, {{job_name: new, static_configs: [{{targets: ['{scrape.Site.HostPort}']}}]}}]");
        await Wait.UntilAsync(async () => await Server.ValueAsync("reload_a{job=\"new\"}") == "1");
        var samples = (await Server.AskAsync("query?query=up{job=\"kept\"}[10m]"))["result"]![0]!["values"]!.AsArray();
        samples.Count.ShouldBeGreaterThan(0);
        // A scrape that a busy machine lets fail ends the series, and the next one begins them anew.
        await Wait.UntilAsync(async () => await Server.ValueAsync("sum_over_time(scrape_series_added{job=\"kept\"}[10m]) - resets(up{job=\"kept\"}[10m])") == "1");

        var (status, text) = await scrape.ReloadAsync("scrape_configs: [{job_name: a, foo: 1}]");
        status.ShouldBe(HttpStatusCode.InternalServerError);
        text.ShouldStartWith($"failed to reload config: couldn't load configuration (--config.file=\"{scrape.ConfigFile}\"): ");
        text.ShouldContain("field foo not found in type config.plain");
        (await Server.AskAsync("scrape_pools"))["scrapePools"]!.ToJsonString().ShouldBe("""["kept","new"]""");
    }

    [Fact]
    public async Task Hangup_signal_reloads()
    {
        scrape.Site.Serve("/metrics", Text, "signal_a 1\n");
        await ReloadAsync("[]");
        await File.WriteAllTextAsync(scrape.ConfigFile, Config($"[{{job_name: signal, static_configs: [{{targets: ['{scrape.Site.HostPort}']}}]}}]"));
        Server.Process.HangUp();
        await Wait.UntilAsync(async () => await Server.ValueAsync("signal_a") == "1");
    }

    static string Config(string jobs) => $"global: {{scrape_interval: 250ms}}\nscrape_configs: {jobs}\n";

    async Task ReloadAsync(string jobs)
    {
        var (status, text) = await scrape.ReloadAsync(Config(jobs));
        status.ShouldBe(HttpStatusCode.OK, text);
    }
}

using System.IO.Compression;
using System.Text;
using Almagest.Scenarios.Fixtures;
using Almagest.Tests.Ingest.Scrape;
using Microsoft.AspNetCore.Http;

namespace Almagest.Scenarios.Prometheus;

/// <summary>Scraping with the real server: formats, ways to ask, limits, ends of series. Each test scrapes its own job.</summary>
public sealed class ScrapeScenarios(ScrapeFixture scrape) : IClassFixture<ScrapeFixture>
{
    const string Text = "text/plain; version=0.0.4; charset=utf-8";
    const string OpenMetrics = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    PrometheusServer Server => scrape.Server;

    [Fact]
    public async Task Text_is_scraped_with_reports_and_ends_when_it_vanishes()
    {
        var (first, second) = ("text_a{x=\"1\"} 3\n", "# TYPE text_b counter\n# HELP text_b Some help.\ntext_b 4\n");
        scrape.Site.Serve("/text", Text, first + second);
        await scrape.ScrapeAsync("text", "");
        await Wait.UntilAsync(async () => await Server.ValueAsync("text_b") is not null);
        var host = scrape.Site.HostPort;
        (await Server.VectorAsync("text_a")).ShouldBe([$$"""{"__name__":"text_a","instance":"{{host}}","job":"text","x":"1"} 3"""]);
        foreach (var (report, value) in ((string, string)[])[("up", "1"), ("scrape_samples_scraped", "2"), ("scrape_samples_post_metric_relabeling", "2")])
            (await Server.ValueAsync($"{report}{{job=\"text\"}}")).ShouldBe(value);
        (await Server.ValueAsync("max_over_time(scrape_series_added{job=\"text\"}[1m])")).ShouldBe("2");
        (await Server.ValueAsync("scrape_duration_seconds{job=\"text\"} >= bool 0")).ShouldBe("1");
        (await Server.AskAsync("targets/metadata?metric=text_b"))[0]!.ToJsonString()
            .ShouldBe($$"""{"target":{"instance":"{{host}}","job":"text"},"type":"counter","help":"Some help.","unit":""}""");

        scrape.Site.Serve("/text", Text, second);
        await Wait.UntilAsync(async () => await Server.ValueAsync("text_a") is null);
        (await Server.ValueAsync("text_b")).ShouldBe("4");
    }

    [Fact]
    public async Task A_target_that_fails_is_down_and_its_series_end()
    {
        scrape.Site.Serve("/fails", Text, "fails_a 1\n");
        await scrape.ScrapeAsync("fails", "");
        await Wait.UntilAsync(async () => await Server.ValueAsync("fails_a") == "1");
        scrape.Site.Serve("/fails", context =>
        {
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        });
        await Wait.UntilAsync(async () => await Server.ValueAsync("up{job=\"fails\"}") == "0");
        (await Server.ValueAsync("fails_a")).ShouldBeNull();
        (await scrape.TargetErrorAsync("fails")).ShouldBe("server returned HTTP status 503 Service Unavailable");
    }

    [Fact]
    public async Task OpenMetrics_brings_units_exemplars_and_times_and_comes_compressed()
    {
        var body = "# TYPE om_seconds histogram\n# UNIT om_seconds seconds\n# HELP om_seconds How long.\n"
            + "om_seconds_bucket{le=\"1.0\"} 2 # {trace_id=\"t1\"} 0.5\nom_seconds_bucket{le=\"+Inf\"} 3\nom_seconds_sum 4.5\nom_seconds_count 3\n# EOF\n";
        scrape.Site.Serve("/om", async context =>
        {
            context.Request.Headers.AcceptEncoding.ToString().ShouldContain("gzip");
            context.Response.ContentType = OpenMetrics;
            context.Response.Headers.ContentEncoding = "gzip";
            await using var zip = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            await zip.WriteAsync(Encoding.UTF8.GetBytes(body));
        });
        await scrape.ScrapeAsync("om", "");
        await Wait.UntilAsync(async () => await Server.ValueAsync("om_seconds_count") == "3");
        (await Server.AskAsync("metadata?metric=om_seconds")).ToJsonString().ShouldBe("""{"om_seconds":[{"type":"histogram","help":"How long.","unit":"seconds"}]}""");
        var exemplars = await Server.AskAsync("query_exemplars?query=om_seconds_bucket");
        exemplars[0]!["exemplars"]![0]!["labels"]!.ToJsonString().ShouldBe("""{"trace_id":"t1"}""");
        exemplars[0]!["seriesLabels"]!["le"]!.ToString().ShouldBe("1.0");
    }

    [Fact]
    public async Task Relabelling_of_targets_and_metrics_and_labels_of_the_body()
    {
        scrape.Site.Serve("/rel", Text, "rel_keep{job=\"own\",pod=\"p-1\"} 1\nrel_drop 1\n");
        await scrape.ScrapeAsync("rel", """
            relabel_configs:
            - {source_labels: [__address__], regex: '(.*):(.*)', target_label: port_of, replacement: 'p$2'}
            - {target_label: __param_which, replacement: 'a b'}
            metric_relabel_configs:
            - {source_labels: [__name__], regex: '.*_drop', action: drop}
            - {regex: 'pod', action: labeldrop}
            """);
        await Wait.UntilAsync(async () => await Server.ValueAsync("rel_keep") == "1");
        (await Server.ValueAsync("rel_drop")).ShouldBeNull();
        (await Server.VectorAsync("rel_keep")).ShouldBe(
            [$$"""{"__name__":"rel_keep","exported_job":"own","instance":"{{scrape.Site.HostPort}}","job":"rel","port_of":"p{{scrape.Site.Address.Port}}"} 1"""]);
        (await Server.ValueAsync("scrape_samples_post_metric_relabeling{job=\"rel\"}")).ShouldBe("1");
        scrape.Site.Requests.ShouldContain(static r => r.Path == "/rel?which=a%20b");
    }

    [Fact]
    public async Task Honor_labels_keeps_those_of_the_body_and_limits_fail_the_scrape()
    {
        scrape.Site.Serve("/honor", Text, "honor_a{job=\"own\"} 1\n");
        await scrape.ScrapeAsync("honor", "honor_labels: true");
        await Wait.UntilAsync(async () => await Server.ValueAsync("honor_a{job=\"own\"}") == "1");

        scrape.Site.Serve("/limit", Text, "limit_a 1\nlimit_b 1\n");
        foreach (var (limit, error) in ((string, string)[])[("sample_limit: 1", "sample limit exceeded"), ("body_size_limit: 5B", "body size limit exceeded")])
        {
            await scrape.ScrapeAsync("limit", limit);
            await Wait.UntilAsync(async () => await scrape.TargetErrorAsync("limit") == error);
        }

        (await Server.ValueAsync("up{job=\"limit\"}")).ShouldBe("0");
        (await Server.ValueAsync("limit_a")).ShouldBeNull();
    }

    [Theory]
    [InlineData("basic", "basic_auth: {username: u, password: p}", "Basic dTpw")]
    [InlineData("bearer", "authorization: {credentials_file: token}", "Bearer tok-1")]
    public async Task Credentials_are_sent(string job, string fields, string expected)
    {
        scrape.Site.Serve("/" + job, context =>
        {
            context.Response.ContentType = Text;
            context.Response.StatusCode = context.Request.Headers.Authorization == expected ? 200 : 401;
            return context.Response.StatusCode == 200 ? context.Response.WriteAsync(job + "_a 1\n") : Task.CompletedTask;
        });
        await scrape.ScrapeAsync(job, fields);
        await Wait.UntilAsync(async () => await Server.ValueAsync(job + "_a") == "1");
    }

    [Fact]
    public async Task Tls_is_checked_against_the_authority_given()
    {
        scrape.SecureSite.Serve("/tls", Text, "tls_a 1\n");
        await scrape.ScrapeAsync("tls", "scheme: https", secure: true);
        await Wait.UntilAsync(async () => await Server.ValueAsync("up{job=\"tls\"}") == "0");
        // On a busy machine a handshake may take longer than a scrape may: such a scrape ends with another error, the next one tells.
        await Wait.UntilAsync(async () => (await scrape.TargetErrorAsync("tls")).Contains("SSL", StringComparison.Ordinal));
        await scrape.ScrapeAsync("tls", "scheme: https\ntls_config: {ca_file: ca.pem}", secure: true);
        await Wait.UntilAsync(async () => await Server.ValueAsync("tls_a") == "1");
        await Wait.UntilAsync(async () => await Server.ValueAsync("up{job=\"tls\"}") == "1");
    }

    [Fact]
    public async Task Fallback_protocol_reads_what_names_no_format()
    {
        scrape.Site.Serve("/fallback", "application/octet-stream", "fallback_a 1\n");
        await scrape.ScrapeAsync("fallback", "");
        await Wait.UntilAsync(async () => (await scrape.TargetErrorAsync("fallback")).StartsWith("received unsupported Content-Type", StringComparison.Ordinal));
        await scrape.ScrapeAsync("fallback", "fallback_scrape_protocol: PrometheusText0.0.4");
        await Wait.UntilAsync(async () => await Server.ValueAsync("fallback_a") == "1");
    }

    [Fact]
    public async Task Protobuf_is_asked_for_and_brings_native_histograms()
    {
        scrape.Site.Serve("/proto", async context =>
        {
            context.Request.Headers.Accept.ToString().ShouldStartWith("application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.6,");
            context.Response.ContentType = "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited";
            await context.Response.Body.WriteAsync(ExpositionMessages.Family("proto_seconds", 4, "Some help", static w => ExpositionMessages.Histogram(w, native: true)));
        });
        await scrape.ScrapeAsync("proto", "scrape_native_histograms: true\nalways_scrape_classic_histograms: true");
        await Wait.UntilAsync(async () => await Server.ValueAsync("histogram_count(proto_seconds)") == "3");
        (await Server.ValueAsync("proto_seconds_bucket{le=\"+Inf\"}")).ShouldBe("3");
        (await Server.ValueAsync("scrape_samples_scraped{job=\"proto\"}")).ShouldBe("6");
        (await Server.AskAsync("metadata?metric=proto_seconds")).ToJsonString().ShouldBe("""{"proto_seconds":[{"type":"histogram","help":"Some help","unit":""}]}""");
        scrape.Site.Serve("/proto", Text, "other 1\n");
        await Wait.UntilAsync(async () => (await Server.VectorAsync("proto_seconds")).Count == 0);
    }
}

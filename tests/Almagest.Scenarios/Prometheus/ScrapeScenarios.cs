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
        await Wait.UntilAsync(async () => (await scrape.TargetErrorAsync("tls")).EndsWith("UntrustedRoot", StringComparison.Ordinal));
        await scrape.ScrapeAsync("tls", "scheme: https\ntls_config: {ca_file: ca.pem}", secure: true);
        await Wait.UntilAsync(async () => await Server.ValueAsync("tls_a") == "1");
        await Wait.UntilAsync(async () => await Server.ValueAsync("up{job=\"tls\"}") == "1");
    }

    [Fact]
    public async Task Certificate_has_to_be_of_the_configured_server_name()
    {
        scrape.SecureSite.Serve("/name", Text, "name_a 1\n");
        await scrape.ScrapeAsync("name", "scheme: https\ntls_config: {ca_file: ca.pem, server_name: other.test}", secure: true);
        await Wait.UntilAsync(async () => (await scrape.TargetErrorAsync("name")).EndsWith("RemoteCertificateNameMismatch", StringComparison.Ordinal));
        (await Server.ValueAsync("up{job=\"name\"}")).ShouldBe("0");
        await scrape.ScrapeAsync("name", "scheme: https\ntls_config: {ca_file: ca.pem, server_name: localhost}", secure: true);
        await Wait.UntilAsync(async () => await Server.ValueAsync("name_a") == "1");
    }

    [Fact]
    public async Task Files_of_tls_that_are_missing_fail_the_scrape_until_they_come()
    {
        scrape.SecureSite.Serve("/late", Text, "late_a 1\n");
        await scrape.ScrapeAsync("late", "scheme: https\ntls_config: {ca_file: late.pem}", secure: true);
        var late = Path.Combine(scrape.Folder.Path, "late.pem");
        await Wait.UntilAsync(async () => await scrape.TargetErrorAsync("late") == $"Get \"{scrape.SecureSite.Address}late\": Could not find file '{late}'.");
        File.Copy(Path.Combine(scrape.Folder.Path, "ca.pem"), late);
        await Wait.UntilAsync(async () => await Server.ValueAsync("late_a") == "1");
    }

    [Fact]
    public async Task Redirects_take_credentials_along_to_the_same_host_alone()
    {
        scrape.Site.Serve("/redirected", context =>
        {
            context.Response.ContentType = Text;
            return context.Response.WriteAsync($"redirected_{context.Request.Headers.Authorization.ToString().Replace(' ', '_')}_ 1\n");
        });
        Redirect("/here", "/redirected");
        Redirect("/there", $"http://localhost:{scrape.Site.Address.Port}/redirected");
        Redirect("/loop", "/loop");
        foreach (var (job, metric) in ((string, string)[])[("here", "redirected_Bearer_tok_"), ("there", "redirected__")])
        {
            await scrape.ScrapeAsync(job, "authorization: {credentials: tok}");
            await Wait.UntilAsync(async () => await Server.ValueAsync($"{metric}{{job=\"{job}\"}}") == "1");
        }

        await scrape.ScrapeAsync("loop", "");
        await Wait.UntilAsync(async () => (await scrape.TargetErrorAsync("loop")).EndsWith("stopped after 10 redirects", StringComparison.Ordinal));
        await scrape.ScrapeAsync("here", "follow_redirects: false");
        await Wait.UntilAsync(async () => await scrape.TargetErrorAsync("here") == "server returned HTTP status 302 Found");
    }

    [Fact]
    public async Task Targets_beyond_the_limit_are_all_down()
    {
        var (host, port) = (scrape.Site.HostPort, scrape.Site.Address.Port);
        scrape.Site.Serve("/beyond", Text, "beyond_a 1\n");
        await scrape.ReloadAsync($"global: {{scrape_interval: 1s}}\nscrape_configs: [{{job_name: beyond, metrics_path: /beyond, target_limit: 1, static_configs: [{{targets: ['{host}', 'localhost:{port}']}}]}}]");
        await Wait.UntilAsync(async () => await Server.ValueAsync("count(up{job=\"beyond\"} == 0)") == "2");
        (await Server.AskAsync("targets?state=active"))["activeTargets"]!.AsArray().ShouldAllBe(static t => t!["lastError"]!.ToString() == "target_limit exceeded (number of targets: 2, limit: 1)");
        scrape.Site.Requests.ShouldNotContain(static r => r.Path == "/beyond");
    }

    [Fact]
    public async Task Body_cut_short_and_a_token_endpoint_without_json_fail_the_scrape_and_the_next_one_comes()
    {
        scrape.Site.Serve("/cut", context => GzipAsync(context, half: true));
        await scrape.ScrapeAsync("cut", "");
        await Wait.UntilAsync(async () => await Server.ValueAsync("up{job=\"cut\"}") == "0");
        (await Server.ValueAsync("cut_a")).ShouldBeNull();
        scrape.Site.Serve("/cut", context => GzipAsync(context, half: false));
        await Wait.UntilAsync(async () => await Server.ValueAsync("cut_a") == "1");

        scrape.Site.Serve("/token", "text/html", "<html>");
        scrape.Site.Serve("/oauth", Text, "oauth_a 1\n");
        await scrape.ScrapeAsync("oauth", $"oauth2: {{client_id: c, client_secret: s, token_url: '{scrape.Site.Address}token'}}");
        await Wait.UntilAsync(async () => await Server.ValueAsync("up{job=\"oauth\"}") == "0");
        scrape.Site.Serve("/token", "application/json", """{"access_token":"t"}""");
        await Wait.UntilAsync(async () => await Server.ValueAsync("oauth_a") == "1");
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

    void Redirect(string from, string to) => scrape.Site.Serve(from, context =>
    {
        context.Response.Redirect(to);
        return Task.CompletedTask;
    });

    static async Task GzipAsync(HttpContext context, bool half)
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            await gzip.WriteAsync(Encoding.UTF8.GetBytes("cut_a 1\n" + string.Concat(Enumerable.Range(0, 2000).Select(static i => $"# line {i}\n"))));
        context.Response.ContentType = Text;
        context.Response.Headers.ContentEncoding = "gzip";
        await context.Response.Body.WriteAsync(packed.ToArray().AsMemory(0, (int)packed.Length / (half ? 2 : 1)));
    }
}

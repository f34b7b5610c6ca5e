using System.Text;
using Almagest.Model;
using Almagest.Server.Ingest.Intake;
using Almagest.Server.Ingest.Scrape.Configuration;
using Almagest.Server.Ingest.Scrape.Exposition;
using Almagest.Server.Ingest.Scrape.Targets;
using Almagest.Server.Platform.Configuration;
using Almagest.Telemetry.Metrics;
using Almagest.Telemetry.Writing;

namespace Almagest.Tests.Ingest.Scrape;

public sealed class TargetSeriesTests
{
    readonly MetricIntake _intake = new(null!, new BatchPool(), new RegistrationCache(TimeProvider.System),
        new SeriesGate(new MetricVault(null!, null!), new IntakeOptions()), new RetentionOptions(), TimeProvider.System);

    [Fact]
    public void Body_becomes_rows_with_the_labels_of_the_target()
    {
        var scrape = new Scrape(_intake, "{job_name: j, static_configs: [{targets: ['h:1']}]}");
        scrape.Text("# HELP m_total some\\nhelp\n# TYPE m_total counter\nm_total{job=\"own\",x=\"a\\\"b\\\\\\n\"} 1.5e3\nup_ -Inf 1234\nn NaN\n").ShouldBe(new ScrapeResult(3, 3, 3));
        scrape.Samples.ShouldBe(["1000 1500", "1234 -Infinity", "1000 NaN"]);
        scrape.Series[0].ShouldBe("m_total{exported_job=own,instance=h:1,job=j,x=a\"b\\\n}");
        scrape.LastType.ShouldBe("unknown");
        scrape.FirstType.ShouldBe("counter");
    }

    [Fact]
    public void Vanished_series_end_once_and_explicit_times_do_not()
    {
        var scrape = new Scrape(_intake, "{job_name: j, static_configs: [{targets: ['h:1']}]}");
        scrape.Text("a 1\nb 2\nc 3 77\n");
        scrape.Text("a 1\n").ShouldBe(new ScrapeResult(1, 1, 0));
        scrape.Samples.ShouldBe(["1000 1", "1000 stale"]);
        scrape.Text("a 1\n");
        scrape.Samples.ShouldBe(["1000 1"]);
        scrape.Ends().ShouldBe(["1000 stale"]);
    }

    [Theory]
    [InlineData("{job_name: j, sample_limit: 1, static_configs: [{targets: ['h:1']}]}", "a 1\nb 2\n", "sample limit exceeded")]
    [InlineData("{job_name: j, label_limit: 3, static_configs: [{targets: ['h:1']}]}", "a{x=\"1\"} 1\n", "label_limit exceeded (metric: a, number of labels: 4, limit: 3)")]
    [InlineData("{job_name: j, label_name_length_limit: 8, static_configs: [{targets: ['h:1']}]}", "a{long_name_ab=\"1\"} 1\n", "label_name_length_limit exceeded (metric: a, label name: long_name_ab, length: 12, limit: 8)")]
    [InlineData("{job_name: j, label_value_length_limit: 2, static_configs: [{targets: ['h']}]}", "a{b=\"x\\ny\"} 1\n", "label_value_length_limit exceeded (metric: a, label name: b, value: \"x\\ny\", length: 3, limit: 2)")]
    [InlineData("{job_name: j, static_configs: [{targets: ['h:1']}]}", "a{x=\"1\" 1\n", "expected comma or brace after label \"x\"")]
    [InlineData("{job_name: j, static_configs: [{targets: ['h:1']}]}", "a 1x\n", "strconv.ParseFloat: parsing \"1x\": invalid syntax while parsing: \"a 1x\"")]
    [InlineData("{job_name: j, static_configs: [{targets: ['h:1']}]}", "h  1e400 5\n", "strconv.ParseFloat: parsing \"1e400\": value out of range while parsing: \"h  1e400\"")]
    [InlineData("{job_name: j, static_configs: [{targets: ['h:1']}]}", "a 0x1p-2\n", "unsupported character in float while parsing: \"a 0x1p-2\"")]
    [InlineData("{job_name: j, static_configs: [{targets: ['h:1']}]}", "# TYPE a foo\na 1\n", "invalid metric type \"foo\"")]
    [InlineData("{job_name: j, static_configs: [{targets: ['h:1']}]}", "# TYPE a unknown\na 1\n", "invalid metric type \"unknown\"")]
    [InlineData("{job_name: j, static_configs: [{targets: ['h:1']}]}", "a{b:c=\"d\"} 1\n", "invalid metric name or label names: \"b:c\"")]
    [InlineData("{job_name: j, static_configs: [{targets: ['h:1']}]}", "{__name__=\"b\"} 1\n", "metric name not set while parsing: \"{__name__=\\\"b\\\"}\"")]
    [InlineData("{job_name: j, metric_relabel_configs: [{action: labeldrop, regex: __name__}], static_configs: [{targets: ['h:1']}]}", "a 1\n", "missing metric name (__name__ label)")]
    [InlineData("{job_name: j, static_configs: [{targets: ['h:1']}]}", "a{x=\"1\",x=\"2\"} 1\n", "label name \"x\" is not unique: invalid sample")]
    [InlineData("{job_name: j, static_configs: [{targets: ['h:1']}]}", "1a 1\n", "invalid metric name or label names: \"1a\"")]
    [InlineData("{job_name: j, static_configs: [{targets: ['h:1']}]}", "a\n", null)]
    public void Bad_body_fails_the_scrape(string config, string body, string? message)
    {
        var error = Should.Throw<ExpositionException>(() => new Scrape(_intake, config).Text(body));
        if (message is not null && !body.StartsWith("a{x=\"1\" 1", StringComparison.Ordinal))
            error.Message.ShouldBe(message);
    }

    [Fact]
    public void Bytes_that_are_no_text_fail_the_scrape() =>
        Should.Throw<ExpositionException>(() => new Scrape(_intake, "{job_name: j, static_configs: [{targets: ['h:1']}]}").Append([.. "a{x=\""u8, 0xff, .. "\"} 1\n"u8], ExpositionFormat.Text))
            .Message.ShouldBe("invalid UTF-8 label value: \"\\\"\\xff\\\"\"");

    [Theory]
    [InlineData("a 1\n\n# EOF\n", "expected a valid start token, got \"\\n\" (\"INVALID\") while parsing: \"\\n\"")]
    [InlineData("# foo\na 1\n# EOF\n", "expected a valid start token, got \"# foo\"")]
    [InlineData("a  1\n# EOF\n", "expected one blank before the value and none at the end of a line while parsing: \"a  1\"")]
    [InlineData("a 1 \n# EOF\n", "expected one blank before the value and none at the end of a line while parsing: \"a 1 \"")]
    [InlineData("# HELP a\na 1\n# EOF\n", "expected text in HELP")]
    [InlineData("# UNIT a seconds\na 1\n# EOF\n", "unit \"seconds\" not a suffix of metric \"a\"")]
    [InlineData("# TYPE a untyped\na 1\n# EOF\n", "invalid metric type \"untyped\"")]
    public void OpenMetrics_is_strict(string body, string message) =>
        Should.Throw<ExpositionException>(() => new Scrape(_intake, "{job_name: j, static_configs: [{targets: ['h:1']}]}").OpenMetrics(body)).Message.ShouldBe(message);

    [Fact]
    public void Bounds_of_told_histograms_and_summaries_are_written_in_one_form()
    {
        var scrape = new Scrape(_intake, "{job_name: j, static_configs: [{targets: ['h:1']}]}");
        scrape.Text("u_bucket{le=\"1\"} 1\n# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"0.10\"} 1\nh_bucket{le=\"1000000\"} 1\nh_bucket{le=\"+Inf\"} 1\n# TYPE s summary\ns{quantile=\"0.50\"} 1\ns{le=\"1\"} 1\n");
        scrape.Series.ShouldBe(
        [
            "u_bucket{instance=h:1,job=j,le=1}", "h_bucket{instance=h:1,job=j,le=1.0}", "h_bucket{instance=h:1,job=j,le=0.1}", "h_bucket{instance=h:1,job=j,le=1e+06}",
            "h_bucket{instance=h:1,job=j,le=+Inf}", "s{instance=h:1,job=j,quantile=0.5}", "s{instance=h:1,job=j,le=1}",
        ]);
    }

    [Fact]
    public void Exemplar_that_is_shown_again_is_kept_once()
    {
        var scrape = new Scrape(_intake, "{job_name: j, static_configs: [{targets: ['h:1']}]}");
        scrape.OpenMetrics("a_total 1 # {t=\"x\"} 0.5\nb_total 1 # {t=\"x\"} 0.5 2.5\n# EOF\n");
        scrape.Exemplars.ShouldBe(2);
        scrape.OpenMetrics("a_total 1 # {t=\"x\"} 0.5\nb_total 1 # {t=\"x\"} 0.5 2.5\n# EOF\n");
        scrape.Exemplars.ShouldBe(0);
        scrape.OpenMetrics("a_total 1 # {t=\"x\"} 0.6\nb_total 1 # {t=\"x\"} 0.5 2.6\n# EOF\n");
        scrape.Exemplars.ShouldBe(2);
        scrape.OpenMetrics("a_total 1 # {t=\"y\"} 0.6\nb_total 1 # {t=\"x\"} 0.5 2.6\n# EOF\n");
        scrape.Exemplars.ShouldBe(1);
    }

    [Fact]
    public void Failed_scrape_tells_how_many_samples_it_had()
    {
        var scrape = new Scrape(_intake, "{job_name: j, sample_limit: 2, static_configs: [{targets: ['h:1']}]}");
        Should.Throw<ExpositionException>(() => scrape.Text("a 1\nb 2\nc 3\nd 4\n"));
        scrape.Result.ShouldBe(new ScrapeResult(4, 4, 2));
        Should.Throw<ExpositionException>(() => scrape.Text("a 1\nb x\nc 3\n"));
        scrape.Result.Scraped.ShouldBe(1);
    }

    [Fact]
    public void Series_of_a_scrape_that_fails_again_and_again_are_added_once()
    {
        var scrape = new Scrape(_intake, "{job_name: j, static_configs: [{targets: ['h:1']}]}");
        scrape.Text("a 1\n");
        Should.Throw<ExpositionException>(() => scrape.Text("a 1\nb 2\nc x\n"));
        scrape.Result.Added.ShouldBe(1);
        scrape.Ends().ShouldBe(["1000 stale", "1000 stale"]);
        Should.Throw<ExpositionException>(() => scrape.Text("a 1\nb 2\nc x\n"));
        scrape.Result.Added.ShouldBe(0);
        scrape.Ends();
        scrape.Text("a 1\n").ShouldBe(new ScrapeResult(1, 1, 0));
        scrape.Samples.ShouldBe(["1000 1"]);
    }

    [Fact]
    public void Series_that_do_not_come_again_are_forgotten_whether_dropped_or_of_failed_scrapes()
    {
        var drops = new Scrape(_intake, "{job_name: j, metric_relabel_configs: [{action: drop, regex: '.*'}], static_configs: [{targets: ['h:1']}]}");
        for (var i = 0; i < 10; i++)
            drops.Text($"a{{id=\"{i}\"}} 1\n");
        drops.Known.ShouldBe(1);
        var fails = new Scrape(_intake, "{job_name: j, static_configs: [{targets: ['h:1']}]}");
        for (var i = 0; i < 3; i++)
        {
            Should.Throw<ExpositionException>(() => fails.Text(string.Concat(Enumerable.Range(i * 600, 600).Select(static n => $"a{{id=\"{n}\"}} 1\n")) + "b x\n"));
            fails.Ends();
        }

        fails.Known.ShouldBe(600);
    }

    [Fact]
    public void Empty_label_of_a_target_is_none()
    {
        var scrape = new Scrape(_intake, "{job_name: j, static_configs: [{targets: ['h:1'], labels: {x: ''}}]}");
        scrape.Text("a{x=\"own\"} 1\n");
        scrape.Series.ShouldBe(["a{instance=h:1,job=j,x=own}"]);
    }

    [Theory]
    [InlineData("true", "a{job=own}")]
    [InlineData("false", "a{exported_job=own,instance=h:1,job=j}")]
    public void Empty_label_of_the_body_keeps_that_of_the_target_away_when_honoured(string honor, string series)
    {
        var scrape = new Scrape(_intake, $"{{job_name: j, honor_labels: {honor}, static_configs: [{{targets: ['h:1']}}]}}");
        scrape.Text("a{job=\"own\",instance=\"\"} 1\n");
        scrape.Series.ShouldBe([series]);
    }

    [Fact]
    public void Relabelling_drops_and_honor_labels_keeps()
    {
        var scrape = new Scrape(_intake, "{job_name: j, honor_labels: true, metric_relabel_configs: [{source_labels: [__name__], regex: 'b.*', action: drop}], static_configs: [{targets: ['h:1']}]}");
        scrape.Text("a{job=\"own\"} 1\nb 2\n").ShouldBe(new ScrapeResult(2, 1, 1));
        scrape.Series.ShouldBe(["a{instance=h:1,job=own}"]);
    }

    [Fact]
    public void OpenMetrics_has_exemplars_units_quoted_names_and_an_end()
    {
        var scrape = new Scrape(_intake, "{job_name: j, static_configs: [{targets: ['h:1']}]}");
        scrape.OpenMetrics("# TYPE r_seconds counter\n# UNIT r_seconds seconds\nr_seconds_total{a=\"b # c\"} 17 1.5 # {trace_id=\"KOO\"} 9.8 2.25\n{\"my.metric\",\"my label\"=\"x\"} 2\n# EOF\n")
            .ShouldBe(new ScrapeResult(2, 2, 2));
        scrape.Samples.ShouldBe(["1500 17", "1000 2"]);
        scrape.Exemplars.ShouldBe(1);
        scrape.Series[1].ShouldBe("my.metric{instance=h:1,job=j,my label=x}");
        Should.Throw<ExpositionException>(() => scrape.OpenMetrics("a 1\n")).Message.ShouldBe("data does not end with # EOF");
    }

    internal sealed class Scrape
    {
        readonly MetricIntake _intake;
        readonly TargetSeries _series;
        IntakeBatch _batch;

        internal Scrape(MetricIntake intake, string job)
        {
            _intake = intake;
            var config = PrometheusConfig.Parse($"scrape_configs: [{job}]", "").Jobs.Single();
            var group = config.Discovery.OfType<StaticDiscovery>().Single().Groups.Single();
            _series = new TargetSeries(Target.Create(group.Addresses[0], group, config, out _)!, TenantId.Default, intake);
            _batch = intake.Begin(TenantId.Default, "scrape"u8.ToArray());
        }

        internal string[] Samples => [.. Enumerable.Range(0, _batch.Rows.Samples.Rows).Select(i =>
            $"{_batch.Rows.Samples.Time.Values[i]} {(BitConverter.DoubleToUInt64Bits(_batch.Rows.Samples.Value.Values[i]) == 0x7FF0000000000002 ? "stale" : _batch.Rows.Samples.Value.Values[i])}")];

        internal int Exemplars => _batch.Rows.Exemplars.Rows;

        internal string FirstType => Text(_batch.Rows.Series.Type, 0);

        internal string LastType => Text(_batch.Rows.Series.Type, _batch.Rows.Series.Rows - 1);

        internal string[] Series => [.. Enumerable.Range(0, _batch.Rows.Series.Rows).Select(i =>
        {
            var (first, end) = (_batch.Rows.Series.Labels[i].Start.Value, _batch.Rows.Series.Labels[i].End.Value);
            return Text(_batch.Rows.Series.Metric, i) + "{" + string.Join(',', Enumerable.Range(first, end - first).Select(l =>
                Text(_batch.Rows.Series.Labels.Keys, l) + "=" + Text(_batch.Rows.Series.Labels.Values, l))) + "}";
        })];

        internal ScrapeResult Text(string body) => Append(Encoding.UTF8.GetBytes(body), ExpositionFormat.Text);

        internal ScrapeResult OpenMetrics(string body) => Append(Encoding.UTF8.GetBytes(body), ExpositionFormat.OpenMetrics);

        internal ScrapeResult Result => _series.Result;

        internal int Known => _series.Known;

        internal string[] Ends()
        {
            _batch = _intake.Begin(TenantId.Default, "scrape"u8.ToArray());
            _series.AppendEnds(1000, _batch);
            return Samples;
        }

        internal ScrapeResult Append(byte[] body, ExpositionFormat format)
        {
            _batch = _intake.Begin(TenantId.Default, "scrape"u8.ToArray());
            _series.Append(body, format, 1000, _batch);
            return _series.Result;
        }

        internal Almagest.Telemetry.Schema.NativeHistogramBlock Histograms => _batch.Rows.NativeHistograms;

        static string Text(Almagest.ClickHouse.Formats.LowCardinalityColumn column, int row) => Encoding.UTF8.GetString(column.Text(column.Indices[row]));
    }
}

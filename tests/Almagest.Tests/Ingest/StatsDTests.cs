using System.Text;
using Almagest.Model;
using Almagest.Server.Ingest.Intake;
using Almagest.Server.Ingest.StatsD;
using Almagest.Server.Platform.Configuration;
using Almagest.Telemetry.Metrics;
using Almagest.Telemetry.Writing;

namespace Almagest.Tests.Ingest;

public sealed class StatsDTests
{
    readonly MetricIntake _intake;
    readonly StatsDAggregator _aggregator;
    readonly Clock _time = new();
    StatsDFlush? _flush;

    public StatsDTests()
    {
        var options = new IntakeOptions { MaxSeriesPerTenant = 1000 };
        _intake = new MetricIntake(null!, new BatchPool(), new RegistrationCache(TimeProvider.System), new SeriesGate(new MetricVault(null!, null!), options), new RetentionOptions(), TimeProvider.System);
        _aggregator = new StatsDAggregator(_intake, new StatsDOptions(), _time);
    }

    [Theory]
    [InlineData("a.b:1|c", "a_b{} 1")]
    [InlineData("a:1|c\na:2|c", "a{} 3")]
    [InlineData("a:1|c|@0.1", "a{} 10")]
    [InlineData("a:2:3:4|c", "a{} 9")]
    [InlineData("a:1|c|#env:prod,urgent,env:other", "a{env=prod,urgent=true} 1")]
    [InlineData("a:1|c|#b:1,c:2\na:1|c|#c:2,b:1", "a{b=1,c=2} 2")]
    [InlineData("a:1|c|#host:10.0.0.1:80|c:abc|T1656581400", "a{host=10.0.0.1:80} 1")]
    [InlineData("9a-b:1|c|#1-x:y", "_9a_b{_1_x=y} 1")]
    [InlineData("g:5|g\ng:+3|g\ng:-10|g", "g{} -2")]
    [InlineData("g:5|g\ng:0|g\ng:-10|g", "g{} -10")]
    [InlineData("s:a|s\ns:b:c|s\ns:a|s", "s{} 2")]
    [InlineData("a:1|c\r\n\n_e{5,4}:title|text\n_sc|name|0", "a{} 1")]
    public void Lines_become_the_value_of_their_series(string lines, string expected)
    {
        Flush(lines).ShouldBe([expected]);
        _flush!.Faults.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("a", "expected name:value|type: \"a\" (1 times)")]
    [InlineData(":1|c", "expected name:value|type: \":1|c\" (1 times)")]
    [InlineData("a:1|x", "the type is not known: expected c, g, ms, h, d or s: \"a:1|x\" (1 times)")]
    [InlineData("a:x|c", "\"x\" is no number: \"a:x|c\" (1 times)")]
    [InlineData("a:1|c|@2", "the sample rate is not between 0 and 1: \"a:1|c|@2\" (1 times)")]
    [InlineData("a:NaN|g\na:NaN|g", "\"NaN\" is no number: \"a:NaN|g\" (2 times)")]
    public void Bad_lines_are_counted_by_what_is_wrong(string lines, string fault)
    {
        Flush(lines);
        _flush!.Faults.ShouldBe([fault]);
    }

    [Fact]
    public void One_series_has_one_type()
    {
        Flush("a:1|c\na:2|g").ShouldBe(["a{} 1"]);
        _flush!.Faults.Single().ShouldStartWith("series {__name__=\"a\"} came as Counter before: it cannot be a Gauge as well");
    }

    [Fact]
    public void Timers_are_histograms_of_seconds_and_distributions_as_they_are()
    {
        var batch = Fill("t:320|ms\nt:320|ms|@0.5\nt:0|ms\nt:-1000|ms\nd:7|d\nd:9|h");
        var rows = batch.Rows.NativeHistograms;
        var timer = rows.ValueAt(0);
        (timer.Count, timer.ZeroCount, timer.Schema).ShouldBe((5, 1, 3));
        timer.Sum.ShouldBe(-0.04, 1e-9);
        // 0.32 lies in the bucket that ends at 2^(-13/8).
        timer.PositiveSpans.ShouldBe([new(-13, 1)]);
        timer.PositiveBuckets.ShouldBe([3]);
        timer.NegativeSpans.ShouldBe([new(0, 1)]);
        rows.ValueAt(1).Count.ShouldBe(2);
        HistogramRules.Check(timer, floatCounts: true).ShouldBeNull();
    }

    [Fact]
    public void Histogram_of_all_sizes_keeps_its_count_with_fewer_buckets()
    {
        var lines = string.Join('\n', Enumerable.Range(-150, 300).Select(static e => FormattableString.Invariant($"w:{Math.Pow(10, e / 10.0)}|d")));
        var histogram = Fill(lines).Rows.NativeHistograms.ValueAt(0);
        histogram.PositiveBuckets.Sum().ShouldBe(300);
        histogram.PositiveBuckets.Length.ShouldBeLessThanOrEqualTo(160);
        HistogramRules.Check(histogram, floatCounts: true).ShouldBeNull();
    }

    [Fact]
    public void Counters_go_on_from_flush_to_flush_and_sets_begin_anew()
    {
        Flush("c:1|c\ns:a|s").ShouldBe(["c{} 1", "s{} 1"]);
        Flush("c:2|c").ShouldBe(["c{} 3", "s{} 0"]);
    }

    [Fact]
    public void Value_that_is_none_does_not_settle_the_type()
    {
        Flush("a:x|c\na:1|g").ShouldBe(["a{} 1"]);
        _flush!.Faults.ShouldBe(["\"x\" is no number: \"a:x|c\" (1 times)"]);
    }

    [Fact]
    public void Series_without_news_end_and_the_flush_tells_also_when_they_are_the_last()
    {
        Flush("a:1|c\nb:1|g").ShouldBe(["a{} 1", "b{} 1"]);
        _time.Now += TimeSpan.FromMinutes(61);
        var ended = Fill("").Rows.Samples;
        ended.Value.Values[..ended.Rows].ToArray().ShouldAllBe(static v => double.IsNaN(v));
        (ended.Rows, _flush!.Series).ShouldBe((2, 2));
        Flush("").ShouldBeEmpty();
        _flush.Series.ShouldBe(0);
    }

    [Fact]
    public void Faults_beyond_a_hundred_kinds_are_counted_together()
    {
        Fill(string.Join('\n', Enumerable.Range(0, 130).Select(static i => $"bad{i}")));
        _flush!.Faults.Count.ShouldBe(101);
        _flush.Faults.ShouldContain("lines with further faults (30 times)");
    }

    [Fact]
    public void Random_bytes_never_crash()
    {
        var random = new Random(11);
        const string Alphabet = "ab:|@#,.0123456789-+cgmshd\n";
        for (var i = 0; i < 5000; i++)
            _aggregator.Add(Encoding.UTF8.GetBytes(new string([.. Enumerable.Range(0, random.Next(60)).Select(_ => Alphabet[random.Next(Alphabet.Length)])])));
        _aggregator.Flush(_intake.Begin(TenantId.Default, "statsd"u8.ToArray())).Lines.ShouldBeGreaterThan(0);
    }

    IntakeBatch Fill(string lines)
    {
        _aggregator.Add(Encoding.UTF8.GetBytes(lines));
        var batch = _intake.Begin(TenantId.Default, "statsd"u8.ToArray());
        _flush = _aggregator.Flush(batch);
        return batch;
    }

    List<string> Flush(string lines)
    {
        var batch = Fill(lines);
        var series = new Dictionary<ulong, string>();
        foreach (var (id, text) in _names)
            series[id] = text;
        for (var i = 0; i < batch.Rows.Series.Rows; i++)
        {
            var labels = batch.Rows.Series.Labels;
            var (first, end) = (labels[i].Start.Value, labels[i].End.Value);
            series[batch.Rows.Series.Series.Values[i]] = _names[batch.Rows.Series.Series.Values[i]] = Text(batch.Rows.Series.Metric, i) + "{"
                + string.Join(',', Enumerable.Range(first, end - first).Select(l => Text(labels.Keys, l) + "=" + Text(labels.Values, l))) + "}";
        }

        var samples = batch.Rows.Samples;
        return [.. Enumerable.Range(0, samples.Rows).Select(i => FormattableString.Invariant($"{series[samples.Series.Values[i]]} {samples.Value.Values[i]}")).Order(StringComparer.Ordinal)];
    }

    readonly Dictionary<ulong, string> _names = [];

    static string Text(Almagest.ClickHouse.Formats.LowCardinalityColumn column, int row) => Encoding.UTF8.GetString(column.Text(column.Indices[row]));

    sealed class Clock : TimeProvider
    {
        internal DateTimeOffset Now { get; set; } = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}

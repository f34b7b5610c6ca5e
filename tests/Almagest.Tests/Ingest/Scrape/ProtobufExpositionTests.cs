using Almagest.Server.Ingest.Intake;
using Almagest.Server.Ingest.Scrape.Exposition;
using Almagest.Server.Platform.Configuration;
using Almagest.Telemetry.Metrics;
using Almagest.Telemetry.Writing;
using static Almagest.Tests.Ingest.Scrape.ExpositionMessages;

namespace Almagest.Tests.Ingest.Scrape;

public sealed class ProtobufExpositionTests
{
    readonly MetricIntake _intake = new(null!, new BatchPool(), new RegistrationCache(TimeProvider.System),
        new SeriesGate(new MetricVault(null!, null!), new IntakeOptions()), new RetentionOptions(), TimeProvider.System);

    [Fact]
    public void Counters_gauges_untyped_and_summaries_become_the_series_of_the_text_format()
    {
        var scrape = New("");
        scrape.Append(
        [
            .. Family("c_total", 0, "Some \\ help", w => { Label(w, "x", "a\"b\\\n"); Number(w, 3, 7); }),
            .. Family("g", 1, "", w => { Number(w, 2, -1.5); w.Varint(6, 1234); }),
            .. Family("u", 3, "", w => Number(w, 5, double.NaN)),
            .. Family("s", 2, "", Summary),
            .. Family("empty", 77, ""),
        ], ExpositionFormat.Protobuf).ShouldBe(new(6, 6, 6));
        scrape.Samples.ShouldBe(["1000 7", "1234 -1.5", "1000 NaN", "1000 9", "1000 12.5", "1000 0.25"]);
        scrape.Series[0].ShouldBe("c_total{instance=h:1,job=j,x=a\"b\\\n}");
        scrape.Series[3..].ShouldBe(["s_count{instance=h:1,job=j}", "s_sum{instance=h:1,job=j}", "s{instance=h:1,job=j,quantile=1.0}"]);
        scrape.FirstType.ShouldBe("counter");
    }

    [Theory]
    [InlineData("", 0, 5, 2)]
    [InlineData("scrape_native_histograms: true,", 1, 0, 2)]
    [InlineData("scrape_native_histograms: true, always_scrape_classic_histograms: true,", 1, 5, 4)]
    public void Histogram_with_both_kinds_of_buckets_becomes_what_is_configured(string options, int histograms, int samples, int exemplars)
    {
        var scrape = New(options);
        scrape.Append(Family("h", 4, "", w => Histogram(w, native: true)), ExpositionFormat.Protobuf);
        (scrape.Histograms.Rows, scrape.Samples.Length, scrape.Exemplars).ShouldBe((histograms, samples, exemplars));
        if (histograms == 0)
        {
            scrape.Series.ShouldBe(["h_count{instance=h:1,job=j}", "h_sum{instance=h:1,job=j}", .. ((string[])["0.5", "2.0", "+Inf"]).Select(le => $"h_bucket{{instance=h:1,job=j,le={le}}}")]);
            scrape.Samples.ShouldBe(["1000 3", "1000 4.5", "1000 1", "1000 2", "1000 3"]);
            return;
        }

        var histogram = scrape.Histograms.ValueAt(0);
        (histogram.Schema, histogram.Count, histogram.Sum).ShouldBe((1, 3, 4.5));
        histogram.PositiveBuckets.ShouldBe([1, 2]);
        histogram.PositiveSpans.ShouldBe([new(-2, 2)]);
        scrape.Histograms.StartTime.Values[0].ShouldBe(500_000);
    }

    [Fact]
    public void Classic_histogram_stays_classic_though_native_ones_are_wanted()
    {
        var scrape = New("scrape_native_histograms: true,");
        scrape.Append(Family("h", 4, "", w => Histogram(w, native: false)), ExpositionFormat.Protobuf);
        (scrape.Histograms.Rows, scrape.Samples.Length).ShouldBe((0, 5));
    }

    [Fact]
    public void Too_many_buckets_are_merged_before_the_scrape_fails()
    {
        var scrape = New("scrape_native_histograms: true, native_histogram_bucket_limit: 1,");
        scrape.Append(Family("h", 4, "", w => Histogram(w, native: true)), ExpositionFormat.Protobuf);
        scrape.Histograms.ValueAt(0).PositiveBuckets.ShouldBe([3]);
        New("scrape_native_histograms: true, native_histogram_min_bucket_factor: 1.9,").Append(Family("h", 4, "", w => Histogram(w, native: true)), ExpositionFormat.Protobuf);
        (HistogramLimits.SchemaOf(1.9), HistogramLimits.SchemaOf(0), HistogramLimits.SchemaOf(70000), HistogramLimits.SchemaOf(2)).ShouldBe((1, 8, -4, 0));
    }

    [Fact]
    public void Body_cut_anywhere_fails_the_scrape_or_ends_between_families()
    {
        byte[] body = [.. Family("h", 4, "x", w => Histogram(w, native: true)), .. Family("c", 0, "", w => Number(w, 3, 1))];
        for (var length = 0; length < body.Length; length++)
        {
            try
            {
                New("scrape_native_histograms: true,").Append(body[..length], ExpositionFormat.Protobuf);
            }
            catch (ExpositionException)
            {
                // What a truncated body is for.
            }
        }
    }

    TargetSeriesTests.Scrape New(string options) => new(_intake, $"{{job_name: j, {options} static_configs: [{{targets: ['h:1']}}]}}");

    static void Summary(Almagest.Server.Platform.Wire.ProtoWriter writer)
    {
        var mark = writer.Begin(4);
        writer.Varint(1, 9);
        writer.Double(2, 12.5);
        var quantile = writer.Begin(3);
        writer.Double(1, 1);
        writer.Double(2, 0.25);
        writer.End(quantile);
        writer.End(mark);
    }
}

using Almagest.Query.PromQL.Values;
using Almagest.Server.Ingest.Scrape.Exposition;

namespace Almagest.Tests.Ingest.Scrape;

public sealed class ClassicHistogramTests
{
    readonly Told _told = new();

    [Fact]
    public void Buckets_count_and_sum_become_one_histogram_with_custom_bounds()
    {
        var conversion = Conversion(keepsClassic: false);
        Take(conversion, """h_bucket{a="x",le="0.5"}""", 2).ShouldBeTrue();
        Take(conversion, """h_bucket{a="x",le="1"}""", 5).ShouldBeTrue();
        Take(conversion, """h_bucket{a="x",le="+Inf"}""", 6).ShouldBeTrue();
        Take(conversion, """h_sum{a="x"}""", 4.5).ShouldBeTrue();
        Take(conversion, """h_count{a="x"}""", 6).ShouldBeTrue();
        Take(conversion, "other", 1).ShouldBeFalse();
        var (series, histogram) = _told.Histograms.Single();
        series.ShouldBe("""{"h","a"="x"}""");
        histogram.ShouldSatisfyAllConditions(
            h => h.Schema.ShouldBe(FloatHistogram.CustomBucketsSchema), h => h.Count.ShouldBe(6), h => h.Sum.ShouldBe(4.5),
            h => h.CustomBounds.ShouldBe([0.5, 1]), h => h.PositiveBuckets.ShouldBe([2, 3, 1]));
    }

    [Fact]
    public void Histograms_of_different_labels_stay_apart()
    {
        var conversion = Conversion(keepsClassic: false);
        foreach (var label in (string[])["x", "y"])
        {
            Take(conversion, $"h_bucket{{a=\"{label}\",le=\"+Inf\"}}", 3);
            Take(conversion, $"h_count{{a=\"{label}\"}}", 3);
        }

        conversion.Flush();
        _told.Histograms.Select(static h => h.Series).ShouldBe(["""{"h","a"="x"}""", """{"h","a"="y"}"""]);
    }

    [Fact]
    public void Classic_samples_stay_when_asked_for()
    {
        var conversion = Conversion(keepsClassic: true);
        Take(conversion, """h_bucket{le="+Inf"}""", 3).ShouldBeFalse();
        conversion.Flush();
        _told.Histograms.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(5, 3, 5)]
    [InlineData(-1, 3, 3)]
    [InlineData(1, 3, 4)]
    public void Counts_that_can_not_be_a_histogram_make_none(double first, double second, double count)
    {
        var conversion = Conversion(keepsClassic: false);
        Take(conversion, """h_bucket{le="1"}""", first);
        Take(conversion, """h_bucket{le="+Inf"}""", second);
        Take(conversion, "h_count", count);
        conversion.Flush();
        _told.Histograms.ShouldBeEmpty();
    }

    [Fact]
    public void Counter_that_is_called_like_a_part_stays_itself()
    {
        var conversion = Conversion(keepsClassic: false);
        Take(conversion, "requests_count", 3).ShouldBeFalse();
    }

    [Fact]
    public void Series_the_target_tells_as_native_is_not_converted()
    {
        var conversion = Conversion(keepsClassic: true);
        conversion.Native("""{"h","a"="x"}"""u8);
        Take(conversion, """h_bucket{a="x",le="+Inf"}""", 3);
        conversion.Flush();
        _told.Histograms.ShouldBeEmpty();
    }

    [Fact]
    public void Exemplars_of_buckets_follow_the_histogram()
    {
        var conversion = Conversion(keepsClassic: false);
        Take(conversion, """h_bucket{le="+Inf"}""", 3);
        conversion.Exemplar([("trace_id"u8.ToArray(), "t"u8.ToArray())], 0.7, 5);
        conversion.Flush();
        _told.Exemplars.ShouldBe([0.7]);
    }

    ClassicConversion Conversion(bool keepsClassic)
    {
        var conversion = new ClassicConversion(_told, keepsClassic);
        conversion.Begin();
        conversion.Type("h"u8, "histogram"u8);
        return conversion;
    }

    static bool Take(ClassicConversion conversion, string series, double value) => conversion.Take(System.Text.Encoding.UTF8.GetBytes(series), value, default);

    sealed class Told : IExpositionSink
    {
        internal List<(string Series, FloatHistogram Histogram)> Histograms { get; } = [];

        internal List<double> Exemplars { get; } = [];

        public void Metadata(ExpositionEntry entry, ReadOnlySpan<byte> family, ReadOnlySpan<byte> text)
        {
        }

        public void Sample(ReadOnlySpan<byte> series, double value, in SampleTimes times)
        {
        }

        public void Histogram(ReadOnlySpan<byte> series, FloatHistogram histogram, bool floatCounts, in SampleTimes times) =>
            Histograms.Add((System.Text.Encoding.UTF8.GetString(series), histogram));

        public void Exemplar(List<(byte[] Name, byte[] Value)> labels, double value, long? timeMs) => Exemplars.Add(value);
    }
}

using Almagest.ClickHouse.Formats;
using Almagest.Query.PromQL.Values;
using Almagest.Telemetry.Metrics.Chunks;
using Almagest.Telemetry.Metrics.Head;

namespace Almagest.Tests.Telemetry.Metrics;

public sealed class HistogramCodecTests
{
    [Fact]
    public void Histograms_come_back_number_for_number()
    {
        FloatHistogram[] histograms =
        [
            Histogram(1, [3, 0, 5]),
            Histogram(2, [4, 1, 9]),
            Histogram(2, [4.5, 1, 9]),
            Histogram(3, [double.NaN, 1, 9]),
            Histogram(4, [7, 1, 9]) with { CounterResetHint = CounterResetHint.Reset },
            new() { Schema = FloatHistogram.CustomBucketsSchema, CustomBounds = [0.1, 1, 10], PositiveSpans = [new(0, 4)], PositiveBuckets = [1, 2, 3, 4], Count = 10, Sum = 12.5 },
            new() { Sum = BitConverter.Int64BitsToDouble(0x7ff0000000000002) },
        ];
        using var buffer = new ByteBuffer();
        HistogramCodec.Write(buffer, histograms);
        var decoded = HistogramCodec.Read(Chunk.Pad(buffer.Span), histograms.Length);
        decoded.Select(Describe).ShouldBe(histograms.Select(Describe));
    }

    [Fact]
    public void Exponential_buckets_become_native_ones_with_upper_bounds()
    {
        var native = ExponentialHistograms.Convert(new Exponential(0, 0, 2, 9, 10, (-1, [3, 0, 4]), (0, []), false))!;
        native.Schema.ShouldBe(0);
        native.PositiveSpans.ShouldBe([new BucketSpan(0, 3)]);
        native.PositiveBuckets.ShouldBe([3, 0, 4]);
        native.ZeroCount.ShouldBe(2);
    }

    [Fact]
    public void Scales_finer_than_prometheus_has_are_made_coarser()
    {
        var native = ExponentialHistograms.Convert(new Exponential(10, 0, 0, 10, 1, (0, [1, 2, 3, 4, 0]), (-3, [1, 1]), false))!;
        native.Schema.ShouldBe(8);
        native.PositiveSpans.ShouldBe([new BucketSpan(1, 1)]);
        native.PositiveBuckets.ShouldBe([10]);
        native.NegativeSpans.ShouldBe([new BucketSpan(0, 1)]);
        native.NegativeBuckets.ShouldBe([2]);
    }

    [Fact]
    public void Scales_coarser_than_prometheus_has_are_left_out() =>
        ExponentialHistograms.Convert(new Exponential(-5, 0, 0, 1, 1, (0, [1]), (0, []), false)).ShouldBeNull();

    static FloatHistogram Histogram(double count, double[] buckets) => new()
    {
        Schema = 3,
        ZeroThreshold = 1e-128,
        ZeroCount = 2,
        Count = count,
        Sum = count * 1.5,
        PositiveSpans = [new(-2, 1), new(3, 2)],
        PositiveBuckets = buckets,
        NegativeSpans = [new(1, 1)],
        NegativeBuckets = [count],
    };

    static string Describe(FloatHistogram h) => string.Join(' ',
        h.Schema, h.CounterResetHint, h.ZeroThreshold, h.ZeroCount, h.Count, BitConverter.DoubleToInt64Bits(h.Sum), string.Join(',', h.PositiveSpans), string.Join(',', h.PositiveBuckets),
        string.Join(',', h.NegativeSpans), string.Join(',', h.NegativeBuckets), string.Join(',', h.CustomBounds));
}

using Almagest.Query.PromQL.Values;

namespace Almagest.Query.PromQL.Engine;

/// <summary>How many samples a histogram counts as: its bytes over those of a float sample, as in Prometheus.</summary>
static class Sizes
{
    const int SampleBytes = 16;

    public static long Of(FloatHistogram histogram) =>
        (8 + 40 + 4 + 1 + ((histogram.PositiveSpans.Length + histogram.NegativeSpans.Length) * 8L)
         + ((histogram.PositiveBuckets.Length + histogram.NegativeBuckets.Length + histogram.CustomBounds.Length) * 8L)) / SampleBytes;

    public static long Of(StepColumn column)
    {
        var total = 0L;
        for (var step = StepBits.Next(column.Present, 0); step >= 0; step = StepBits.Next(column.Present, step + 1))
            total += column.Histogram(step) is { } histogram ? Of(histogram) : 1;
        return total;
    }
}

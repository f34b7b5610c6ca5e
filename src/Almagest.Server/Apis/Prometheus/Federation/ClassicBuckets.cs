using Almagest.Query.PromQL.Values;

namespace Almagest.Server.Apis.Prometheus.Federation;

/// <summary>A histogram with custom buckets as the cumulative buckets of a classic one.</summary>
static class ClassicBuckets
{
    /// <summary>Upper bounds, ascending to +Inf, with the measurements up to each.</summary>
    internal static IEnumerable<(double Bound, double Count)> Of(FloatHistogram histogram)
    {
        var counts = new double[histogram.CustomBounds.Length + 1];
        var (at, bucket) = (0, 0);
        foreach (var span in histogram.PositiveSpans)
        {
            at += span.Offset;
            for (var i = 0; i < span.Length; i++)
                counts[at++] = histogram.PositiveBuckets[bucket++];
        }

        var total = 0.0;
        for (var i = 0; i < histogram.CustomBounds.Length; i++)
            yield return (histogram.CustomBounds[i], total += counts[i]);
        yield return (double.PositiveInfinity, histogram.Count);
    }
}

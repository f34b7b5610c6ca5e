using Almagest.Query.PromQL.Values;

namespace Almagest.Server.Ingest.Scrape.Exposition;

/// <summary>Brings native histograms to the resolution that <c>native_histogram_bucket_limit</c> and <c>native_histogram_min_bucket_factor</c> allow.</summary>
static class HistogramLimits
{
    const int LeastSchema = -4;
    const int FinestSchema = 8;

    /// <exception cref="ExpositionException">It has too many buckets even at the coarsest resolution.</exception>
    internal static FloatHistogram Apply(FloatHistogram histogram, HistogramOptions options)
    {
        var isExponential = histogram.Schema is >= LeastSchema and <= FinestSchema;
        if (isExponential && histogram.Schema > options.MostSchema)
            histogram = HistogramArithmetic.CopyToSchema(histogram, options.MostSchema);
        while (options.BucketLimit > 0 && histogram.PositiveBuckets.Length + histogram.NegativeBuckets.Length > options.BucketLimit)
        {
            if (!isExponential || histogram.Schema <= LeastSchema)
                throw new ExpositionException("histogram bucket limit exceeded");
            histogram = HistogramArithmetic.CopyToSchema(histogram, histogram.Schema - 1);
        }

        return histogram;
    }

    /// <summary>The finest schema whose buckets grow by at least <paramref name="factor"/>.</summary>
    internal static int SchemaOf(double factor)
    {
        if (factor <= 1)
            return FinestSchema;
        var floor = Math.Floor(Math.Log2(Math.Log2(factor)));
        return (int)Math.Clamp(-floor, LeastSchema, FinestSchema);
    }
}

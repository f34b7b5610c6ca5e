using System.Text.Json;
using Almagest.Query.PromQL.Values;

namespace Almagest.Server.Apis.Prometheus;

/// <summary>Buckets of native histograms: boundary rule, lower bound, upper bound and count; empty ones are left out.</summary>
static class HistogramJson
{
    const int OpenLeft = 0;
    const int OpenRight = 1;
    const int OpenBoth = 2;
    const int ClosedBoth = 3;

    internal static void WriteBuckets(Utf8JsonWriter writer, FloatHistogram histogram)
    {
        var started = false;
        foreach (var bucket in HistogramBuckets.All(histogram))
        {
            if (bucket.Count == 0)
                continue;
            if (!started)
                writer.WriteStartArray("buckets"u8);
            started = true;
            writer.WriteStartArray();
            writer.WriteNumberValue(RuleOf(bucket));
            QueryJson.WriteValue(writer, bucket.Lower);
            QueryJson.WriteValue(writer, bucket.Upper);
            QueryJson.WriteValue(writer, bucket.Count);
            writer.WriteEndArray();
        }

        if (started)
            writer.WriteEndArray();
    }

    static int RuleOf(HistogramBucket bucket) => (bucket.LowerInclusive, bucket.UpperInclusive) switch
    {
        (true, true) => ClosedBoth,
        (true, false) => OpenRight,
        (false, true) => OpenLeft,
        _ => OpenBoth,
    };
}

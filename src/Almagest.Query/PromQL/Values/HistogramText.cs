using System.Text;
using Almagest.Query.PromQL.Engine;

namespace Almagest.Query.PromQL.Values;

/// <summary>Native histograms as Prometheus prints them: <c>{count:3, sum:5, (1,2]:3}</c>.</summary>
public static class HistogramText
{
    /// <summary>The text; empty buckets are left out.</summary>
    public static string Of(FloatHistogram histogram)
    {
        var text = new StringBuilder($"{{count:{GoFloat.General(histogram.Count)}, sum:{GoFloat.General(histogram.Sum)}");
        foreach (var bucket in HistogramBuckets.Negative(histogram).Reverse())
            Append(text, bucket);
        Append(text, HistogramBuckets.ZeroBucket(histogram));
        foreach (var bucket in HistogramBuckets.Positive(histogram))
            Append(text, bucket);
        return text.Append('}').ToString();
    }

    static void Append(StringBuilder text, HistogramBucket bucket)
    {
        if (bucket.Count == 0)
            return;
        text.Append(", ").Append(bucket.LowerInclusive ? '[' : '(').Append(GoFloat.General(bucket.Lower)).Append(',').Append(GoFloat.General(bucket.Upper))
            .Append(bucket.UpperInclusive ? ']' : ')').Append(':').Append(GoFloat.General(bucket.Count));
    }
}

using Almagest.Query.PromQL.Values;

namespace Almagest.Server.Ingest.Scrape.Exposition;

/// <summary>The buckets, count and sum of a classic histogram as they come, and the native histogram with custom bounds they make.</summary>
sealed class ClassicHistogram
{
    readonly List<(double Bound, double Count)> _buckets = [];
    double? _count;
    double _sum;

    internal void Clear()
    {
        _buckets.Clear();
        (_count, _sum) = (null, 0);
    }

    internal void Bucket(double bound, double count) => _buckets.Add((bound, count));

    internal void Count(double count) => _count = count;

    internal void Sum(double sum) => _sum = sum;

    /// <summary>The native histogram; null when counts shrink, are negative, or do not add up.</summary>
    internal FloatHistogram? ToNative(out bool hasFloatCounts)
    {
        _buckets.Sort(static (a, b) => a.Bound.CompareTo(b.Bound));
        var total = _count ?? (_buckets.Count > 0 ? _buckets[^1].Count : 0);
        if (_buckets.Count == 0 || !double.IsPositiveInfinity(_buckets[^1].Bound))
            _buckets.Add((double.PositiveInfinity, total));
        hasFloatCounts = !double.IsInteger(total);
        var counts = new double[_buckets.Count];
        var before = 0.0;
        for (var i = 0; i < counts.Length; i++)
        {
            var (bound, count) = _buckets[i];
            if (double.IsNaN(bound) || !(count >= before) || (i > 0 && bound == _buckets[i - 1].Bound))
                return null;
            (counts[i], before) = (count - before, count);
            hasFloatCounts |= !double.IsInteger(count);
        }

        return before != total ? null : HistogramArithmetic.Compact(new FloatHistogram
        {
            Schema = FloatHistogram.CustomBucketsSchema,
            Count = total,
            Sum = _sum,
            PositiveSpans = [new(0, counts.Length)],
            PositiveBuckets = counts,
            CustomBounds = [.. _buckets.Take(counts.Length - 1).Select(static b => b.Bound)],
        });
    }
}

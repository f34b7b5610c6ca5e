namespace Almagest.Query.PromQL.Values;

/// <summary>Compares native histograms as the operators <c>==</c> and <c>!=</c> do: bit by bit, hints apart. Both should be without empty buckets.</summary>
public static class HistogramEquality
{
    /// <summary>Whether they have the same buckets, counts and sum.</summary>
    public static bool Same(FloatHistogram left, FloatHistogram right) =>
        left.Schema == right.Schema && Same(left.Count, right.Count) && Same(left.Sum, right.Sum)
        && left.ZeroThreshold == right.ZeroThreshold && Same(left.ZeroCount, right.ZeroCount)
        && left.CustomBounds.AsSpan().SequenceEqual(right.CustomBounds)
        && Same(left.PositiveSpans, right.PositiveSpans) && Same(left.NegativeSpans, right.NegativeSpans)
        && Same(left.PositiveBuckets, right.PositiveBuckets) && Same(left.NegativeBuckets, right.NegativeBuckets);

    static bool Same(double left, double right) => BitConverter.DoubleToInt64Bits(left) == BitConverter.DoubleToInt64Bits(right);

    static bool Same(double[] left, double[] right)
    {
        if (left.Length != right.Length)
            return false;
        for (var i = 0; i < left.Length; i++)
            if (!Same(left[i], right[i]))
                return false;
        return true;
    }

    static bool Same(BucketSpan[] left, BucketSpan[] right) => Indexes(left).SequenceEqual(Indexes(right));

    // Spans of length 0 and spans without a gap between them say nothing of their own.
    static IEnumerable<int> Indexes(BucketSpan[] spans)
    {
        var next = 0;
        foreach (var span in spans)
        {
            next += span.Offset;
            for (var i = 0; i < span.Length; i++)
                yield return next++;
        }
    }
}

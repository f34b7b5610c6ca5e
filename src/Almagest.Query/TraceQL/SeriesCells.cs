namespace Almagest.Query.TraceQL;

/// <summary>What a series needs per step, whatever its function.</summary>
sealed class SeriesCells(KeyValuePair<string, TqValue>[] labels, int steps)
{
    internal KeyValuePair<string, TqValue>[] Labels => labels;

    internal double[] Count { get; } = new double[steps];

    internal double[] Sum { get; } = new double[steps];

    internal double[] Min { get; } = Filled(steps, double.PositiveInfinity);

    internal double[] Max { get; } = Filled(steps, double.NegativeInfinity);

    /// <summary>Counts by exponent: a bucket holds what is above half its bound and up to it.</summary>
    internal SortedDictionary<int, double[]> Buckets { get; } = [];

    /// <summary>The first span of each step.</summary>
    internal SortedDictionary<int, TraceQlExemplar> Exemplars { get; } = [];

    internal static double Bound(int bucket) => bucket == int.MinValue ? 0 : Math.Pow(2, bucket) / 1e9;

    internal void Add(int step, MeasuredSpans spans)
    {
        Count[step] += spans.Count;
        Sum[step] += spans.Sum;
        Min[step] = Math.Min(Min[step], spans.Min);
        Max[step] = Math.Max(Max[step], spans.Max);
        foreach (var (bucket, count) in spans.Buckets)
            BucketOf(bucket)[step] += count;
        Exemplars.TryAdd(step, spans.Exemplar);
    }

    internal void Add(int step, double value, TraceQlExemplar? exemplar = null)
    {
        if (exemplar is not null)
            Exemplars.TryAdd(step, exemplar);
        Count[step]++;
        Sum[step] += value;
        Min[step] = Math.Min(Min[step], value);
        Max[step] = Math.Max(Max[step], value);
        // Powers of two of nanoseconds, as Tempo has them.
        var bucket = value <= 0 ? int.MinValue : (int)Math.Ceiling(Math.Log2(value * 1e9));
        BucketOf(bucket)[step]++;
    }

    double[] BucketOf(int bucket)
    {
        if (!Buckets.TryGetValue(bucket, out var counts))
            Buckets[bucket] = counts = new double[Count.Length];
        return counts;
    }

    internal double[] OrNothing(Func<SeriesCells, int, double> value) =>
        [.. Enumerable.Range(0, Count.Length).Select(i => Count[i] == 0 ? double.NaN : value(this, i))];

    internal double Quantile(double q, int step)
    {
        var (rank, seen) = (q * Count[step], 0.0);
        foreach (var (bucket, counts) in Buckets)
        {
            if (counts[step] == 0 || seen + counts[step] < rank)
            {
                seen += counts[step];
                continue;
            }

            // Within a bucket values are taken to grow exponentially.
            return bucket == int.MinValue ? 0 : Bound(bucket) / 2 * Math.Pow(2, (rank - seen) / counts[step]);
        }

        return Max[step];
    }

    static double[] Filled(int steps, double value)
    {
        var values = new double[steps];
        Array.Fill(values, value);
        return values;
    }
}

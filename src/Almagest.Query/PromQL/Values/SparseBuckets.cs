namespace Almagest.Query.PromQL.Values;

/// <summary>
/// One side of a histogram as a list of indexes and counts, in which merging and dropping buckets is plain; spans are only their stored form.
/// When compensated, each count has what Kahan's summation carries for it; otherwise counts are added plainly.
/// </summary>
sealed class SparseBuckets
{
    readonly List<(int Index, double Count, double Compensation)> _buckets;
    readonly bool _compensated;

    SparseBuckets(int capacity, bool compensated) => (_buckets, _compensated) = (new(capacity), compensated);

    /// <summary>The positive side.</summary>
    public static SparseBuckets Positive(FloatHistogram histogram, FloatHistogram? compensation = null) =>
        From(histogram.PositiveSpans, histogram.PositiveBuckets, compensation?.PositiveBuckets);

    /// <summary>The negative side.</summary>
    public static SparseBuckets Negative(FloatHistogram histogram, FloatHistogram? compensation = null) =>
        From(histogram.NegativeSpans, histogram.NegativeBuckets, compensation?.NegativeBuckets);

    /// <summary>The same with compensations, all 0.</summary>
    public SparseBuckets Compensated()
    {
        var result = new SparseBuckets(_buckets.Count, compensated: true);
        result._buckets.AddRange(_buckets);
        return result;
    }

    /// <summary>Merges buckets until they fit a coarser schema.</summary>
    public SparseBuckets Reduce(int from, int to)
    {
        if (from == to)
            return this;
        var reduced = new SparseBuckets(_buckets.Count, _compensated);
        foreach (var (index, count, compensation) in _buckets)
        {
            var target = ((index - 1) >> (from - to)) + 1;
            if (reduced._buckets.Count > 0 && reduced._buckets[^1].Index == target)
                reduced._buckets[^1] = Merge(reduced._buckets[^1], count, compensation);
            else
                reduced._buckets.Add((target, count, compensation));
        }

        return reduced;
    }

    /// <summary>Adds another side of the same schema, or subtracts it. Buckets of the other up to <paramref name="threshold"/> are ignored.</summary>
    public SparseBuckets Add(SparseBuckets other, bool negative, int schema, double threshold)
    {
        var result = new SparseBuckets(_buckets.Count + other._buckets.Count, _compensated);
        var (mine, theirs) = (0, other.FirstAbove(schema, threshold));
        while (mine < _buckets.Count || theirs < other._buckets.Count)
        {
            if (theirs == other._buckets.Count || (mine < _buckets.Count && _buckets[mine].Index < other._buckets[theirs].Index))
            {
                result._buckets.Add(_buckets[mine++]);
                continue;
            }

            var (index, count, compensation) = other._buckets[theirs++];
            if (negative)
                (count, compensation) = (-count, -compensation);
            var both = mine < _buckets.Count && _buckets[mine].Index == index;
            result._buckets.Add(both ? Merge(_buckets[mine++], count, compensation) : (index, count, compensation));
        }

        return result;
    }

    /// <summary>Moves buckets between custom bounds to those of <paramref name="kept"/>, a subset of them.</summary>
    public SparseBuckets Rebound(double[] bounds, double[] kept, SparseBuckets other, double[] otherBounds, bool negative)
    {
        var (counts, compensations) = (new double[kept.Length + 1], new double[kept.Length + 1]);
        foreach (var (index, count, compensation) in _buckets)
        {
            var target = Target(index, bounds, kept);
            Kahan.Add(count, ref counts[target], ref compensations[target]);
            Kahan.Add(compensation, ref counts[target], ref compensations[target]);
        }

        foreach (var (index, count, _) in other._buckets)
        {
            var target = Target(index, otherBounds, kept);
            Kahan.Add(negative ? -count : count, ref counts[target], ref compensations[target]);
        }

        var result = new SparseBuckets(counts.Length, _compensated);
        for (var i = 0; i < counts.Length; i++)
            if (counts[i] != 0 || compensations[i] != 0)
                result._buckets.Add((i, counts[i], compensations[i]));
        return result;
    }

    /// <summary>Counts summed up between the bounds of <paramref name="kept"/>, a subset of the histogram's.</summary>
    public double[] Totals(double[] bounds, double[] kept)
    {
        var totals = new double[kept.Length + 1];
        foreach (var (index, count, _) in _buckets)
            totals[Target(index, bounds, kept)] += count;
        return totals;
    }

    /// <summary>Whether a bucket of the one before is missing or has lost measurements. Both have the same schema.</summary>
    public bool HasLost(SparseBuckets before, int schema, double threshold)
    {
        var mine = FirstAbove(schema, threshold);
        foreach (var (index, count, _) in before._buckets.Skip(before.FirstAbove(schema, threshold)))
        {
            while (mine < _buckets.Count && _buckets[mine].Index < index)
                mine++;
            if (mine < _buckets.Count && _buckets[mine].Index == index ? _buckets[mine].Count < count : count != 0)
                return true;
        }

        return false;
    }

    /// <summary>Sets the first buckets, nearest to zero, to empty.</summary>
    public SparseBuckets EmptyFirst(int buckets)
    {
        for (var i = 0; i < buckets; i++)
            _buckets[i] = (_buckets[i].Index, 0, 0);
        return this;
    }

    /// <summary>The same without empty buckets.</summary>
    public SparseBuckets Compact()
    {
        var result = new SparseBuckets(_buckets.Count, _compensated);
        result._buckets.AddRange(_buckets.Where(static bucket => bucket.Count != 0 || bucket.Compensation != 0));
        return result;
    }

    /// <summary>The stored form.</summary>
    public (BucketSpan[] Spans, double[] Counts, double[] Compensations) Store()
    {
        var spans = new List<BucketSpan>();
        var (counts, compensations) = (new double[_buckets.Count], new double[_buckets.Count]);
        var end = 0;
        for (var i = 0; i < _buckets.Count; i++)
        {
            (var index, counts[i], compensations[i]) = _buckets[i];
            if (spans.Count > 0 && index == end)
                spans[^1] = spans[^1] with { Length = spans[^1].Length + 1 };
            else
                spans.Add(new BucketSpan(index - end, 1));
            end = index + 1;
        }

        return ([.. spans], counts, compensations);
    }

    static SparseBuckets From(BucketSpan[] spans, double[] counts, double[]? compensations)
    {
        var result = new SparseBuckets(counts.Length, compensations is not null);
        var (index, at) = (0, 0);
        foreach (var span in spans)
        {
            index += span.Offset;
            for (var i = 0; i < span.Length; i++, at++)
                result._buckets.Add((index++, counts[at], compensations is null ? 0 : compensations[at]));
        }

        return result;
    }

    (int Index, double Count, double Compensation) Merge((int Index, double Count, double Compensation) into, double count, double compensation)
    {
        var (index, sum, lost) = into;
        if (!_compensated)
            return (index, sum + count, 0);
        Kahan.Add(count, ref sum, ref lost);
        if (compensation != 0)
            Kahan.Add(compensation, ref sum, ref lost);
        return (index, sum, lost);
    }

    int FirstAbove(int schema, double threshold)
    {
        var first = 0;
        if (schema != FloatHistogram.CustomBucketsSchema)
            while (first < _buckets.Count && BucketBounds.Exponential(_buckets[first].Index, schema) <= threshold)
                first++;
        return first;
    }

    static int Target(int index, double[] bounds, double[] kept)
    {
        if (index >= bounds.Length)
            return kept.Length;
        var found = Array.BinarySearch(kept, bounds[index]);
        return found >= 0 ? found : ~found;
    }
}

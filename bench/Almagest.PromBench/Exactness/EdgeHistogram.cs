namespace Almagest.PromBench.Exactness;

/// <summary>A native histogram as remote write sends it (https://prometheus.io/docs/specs/native_histograms/).</summary>
/// <param name="Schema">Resolution; -53 for custom bounds.</param>
/// <param name="Sum">Sum of observations; the staleness marker ends the series.</param>
/// <param name="Positive">First bucket's index and the counts from there on.</param>
sealed record EdgeHistogram(int Schema, double Sum, (int Offset, double[] Counts) Positive)
{
    internal (int Offset, double[] Counts) Negative { get; init; } = (0, []);

    internal double ZeroThreshold { get; init; }

    internal double ZeroCount { get; init; }

    internal double[] CustomBounds { get; init; } = [];

    /// <summary>Whether counts are floats.</summary>
    internal bool IsFloat { get; init; }

    /// <summary>0 not known, 1 reset, 2 none, 3 gauge.</summary>
    internal int ResetHint { get; init; }

    /// <summary>Observations in all buckets.</summary>
    internal double Count => ZeroCount + Positive.Counts.Sum() + Negative.Counts.Sum();

    internal void WriteTo(ProtoBytes into, long timeMs)
    {
        if (IsFloat)
            into.Double(2, Count);
        else
            into.Varint(1, (ulong)Count);
        into.Double(3, Sum);
        into.Signed(4, Schema);
        into.Double(5, ZeroThreshold);
        if (IsFloat)
            into.Double(7, ZeroCount);
        else
            into.Varint(6, (ulong)ZeroCount);
        WriteBuckets(into, 8, Negative);
        WriteBuckets(into, 11, Positive);
        into.Varint(14, (ulong)ResetHint);
        into.Varint(15, (ulong)timeMs);
        if (CustomBounds.Length > 0)
            into.PackedDoubles(16, CustomBounds);
    }

    // Spans stand in one field, deltas of integer counts in the next, float counts in the one after it.
    void WriteBuckets(ProtoBytes into, int field, (int Offset, double[] Counts) buckets)
    {
        if (buckets.Counts.Length == 0)
            return;
        var span = new ProtoBytes();
        span.Signed(1, buckets.Offset);
        span.Varint(2, (ulong)buckets.Counts.Length);
        into.Bytes(field, span.Written);
        if (IsFloat)
            into.PackedDoubles(field + 2, buckets.Counts);
        else
            into.PackedSigned(field + 1, buckets.Counts.Select((count, i) => (long)(count - (i == 0 ? 0 : buckets.Counts[i - 1]))));
    }
}

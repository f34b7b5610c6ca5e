using Almagest.ClickHouse.Formats;
using Almagest.ClickHouse.Formats.Reading;
using Almagest.Query.PromQL.Sources;
using Almagest.Query.PromQL.Values;
using Almagest.Telemetry.Schema;

namespace Almagest.Telemetry.Metrics.Head;

/// <summary>
/// OpenTelemetry's exponential histograms as Prometheus' native ones
/// (https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/#exponential-histograms).
/// </summary>
public static class ExponentialHistograms
{
    const int FinestSchema = 8;
    const int CoarsestSchema = -4;
    const uint NoRecordedValue = 1;

    /// <summary>
    /// The native histogram of a row; null for explicit buckets, for scales Prometheus does not have, and for differences: their running totals
    /// are rows of <c>native_histograms</c>.
    /// </summary>
    internal static FloatHistogram? ReadCumulative(HistogramBlock rows, int row) =>
        rows.Temporality.Text(rows.Temporality.Indices[row]).SequenceEqual("delta"u8) ? null : Read(rows, row);

    /// <summary>The native histogram of a row, difference or not; null for explicit buckets and for scales Prometheus does not have.</summary>
    public static FloatHistogram? Read(HistogramBlock rows, int row)
    {
        if (rows.Kind.Values[row] != HistogramKind.Exponential)
            return null;
        return Convert(new Exponential(
            rows.Scale.Values[row],
            rows.ZeroThreshold.Values[row],
            rows.ZeroCount.Values[row],
            rows.Count.Values[row],
            rows.Sum.ValueAt(row) ?? 0,
            (rows.PositiveOffset.Values[row], Items(rows.PositiveCounts, row)),
            (rows.NegativeOffset.Values[row], Items(rows.NegativeCounts, row)),
            (rows.Flags.Values[row] & NoRecordedValue) != 0));
    }

    /// <summary>The native histogram of a row read from the table; the caller leaves differences out.</summary>
    internal static FloatHistogram? Read(ResultBlock block, int row) => Convert(new Exponential(
        block.Fixed<int>("scale")[row],
        block.Fixed<double>("zero_threshold")[row],
        block.Fixed<ulong>("zero_count")[row],
        block.Fixed<ulong>("count")[row],
        block["sum"].GetValue(row) is double sum ? sum : 0,
        (block.Fixed<int>("positive_offset")[row], Items(block, "positive_counts", row)),
        (block.Fixed<int>("negative_offset")[row], Items(block, "negative_counts", row)),
        (block.Fixed<uint>("flags")[row] & NoRecordedValue) != 0));

    /// <summary>The native histogram; null for scales Prometheus does not have.</summary>
    internal static FloatHistogram? Convert(Exponential from)
    {
        if (from.Scale < CoarsestSchema)
            return null;
        if (from.IsStale)
            return new FloatHistogram { Sum = BitConverter.Int64BitsToDouble(SampleBuffer.StaleBits) };
        var shift = Math.Max(0, from.Scale - FinestSchema);
        var (positiveSpans, positive) = Buckets(from.Positive, shift);
        var (negativeSpans, negative) = Buckets(from.Negative, shift);
        return new FloatHistogram
        {
            Schema = from.Scale - shift,
            CounterResetHint = CounterResetHint.Unknown,
            ZeroThreshold = from.ZeroThreshold,
            ZeroCount = from.ZeroCount,
            Count = from.Count,
            Sum = from.Sum,
            PositiveSpans = positiveSpans,
            PositiveBuckets = positive,
            NegativeSpans = negativeSpans,
            NegativeBuckets = negative,
        };
    }

    static (BucketSpan[] Spans, double[] Counts) Buckets((int Offset, ulong[] Counts) from, int shift)
    {
        var (first, end) = (Array.FindIndex(from.Counts, static c => c > 0), Array.FindLastIndex(from.Counts, static c => c > 0) + 1);
        if (first < 0)
            return ([], []);
        // Prometheus numbers a bucket by its upper bound, OpenTelemetry by its lower one.
        var low = ((from.Offset + first) >> shift) + 1;
        var counts = new double[((from.Offset + end - 1) >> shift) + 1 - low + 1];
        for (var i = first; i < end; i++)
            counts[((from.Offset + i) >> shift) + 1 - low] += from.Counts[i];
        return ([new BucketSpan(low, counts.Length)], counts);
    }

    static ulong[] Items(ResultBlock block, string name, int row) => [.. ((object?[])block[name].GetValue(row)!).Cast<ulong>()];

    static ulong[] Items(ArrayColumn<FixedColumn<ulong>> column, int row) => column.Items.Values[column[row]].ToArray();
}

/// <summary>An exponential histogram as OpenTelemetry models it; buckets as offset and counts.</summary>
sealed record Exponential(
    int Scale,
    double ZeroThreshold,
    ulong ZeroCount,
    ulong Count,
    double Sum,
    (int Offset, ulong[] Counts) Positive,
    (int Offset, ulong[] Counts) Negative,
    bool IsStale);

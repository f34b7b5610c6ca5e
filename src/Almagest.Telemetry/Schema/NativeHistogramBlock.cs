using Almagest.ClickHouse.Formats;
using Almagest.Query.PromQL.Values;

namespace Almagest.Telemetry.Schema;

/// <summary>Rows for the table <c>native_histograms</c>: histograms as Prometheus models them.</summary>
public sealed class NativeHistogramBlock : TelemetryBlock
{
    /// <summary>An empty block.</summary>
    public NativeHistogramBlock()
        : base("native_histograms")
    {
        Metric = Add("metric", new LowCardinalityColumn());
        Series = Add("series", new FixedColumn<ulong>("UInt64"));
        Time = Add("time", new FixedColumn<long>("DateTime64(3, 'UTC')"));
        StartTime = Add("start_time", new FixedColumn<long>("DateTime64(3, 'UTC')"));
        Schema = Add("schema", new FixedColumn<sbyte>("Int8"));
        ResetHint = Add("reset_hint", new FixedColumn<sbyte>("Int8"));
        FloatCounts = Add("float_counts", new FixedColumn<bool>("Bool"));
        Count = Add("count", new FixedColumn<double>("Float64"));
        Sum = Add("sum", new FixedColumn<double>("Float64"));
        ZeroThreshold = Add("zero_threshold", new FixedColumn<double>("Float64"));
        ZeroCount = Add("zero_count", new FixedColumn<double>("Float64"));
        Positive = new HistogramSide(this, "positive");
        Negative = new HistogramSide(this, "negative");
        CustomBounds = Add("custom_bounds", new ArrayColumn<FixedColumn<double>>(new FixedColumn<double>("Float64")));
        RetentionDays = Add("retention_days", new FixedColumn<ushort>("UInt16"));
    }

    /// <summary>Name as PromQL sees it.</summary>
    public LowCardinalityColumn Metric { get; }

    /// <summary>Hash of name and labels.</summary>
    public FixedColumn<ulong> Series { get; }

    /// <summary>Milliseconds since 1970.</summary>
    public FixedColumn<long> Time { get; }

    /// <summary>Start of the accumulation, milliseconds since 1970; 0 when unknown.</summary>
    public FixedColumn<long> StartTime { get; }

    /// <summary>Resolution, −4 to 8, or −53 for custom bounds.</summary>
    public FixedColumn<sbyte> Schema { get; }

    /// <summary>A <see cref="CounterResetHint"/>.</summary>
    public FixedColumn<sbyte> ResetHint { get; }

    /// <summary>Whether the counts came as floats.</summary>
    public FixedColumn<bool> FloatCounts { get; }

    /// <summary>Number of measurements.</summary>
    public FixedColumn<double> Count { get; }

    /// <summary>Sum of measurements, or the staleness marker.</summary>
    public FixedColumn<double> Sum { get; }

    /// <summary>Half the width of the bucket around zero.</summary>
    public FixedColumn<double> ZeroThreshold { get; }

    /// <summary>Measurements in the bucket around zero.</summary>
    public FixedColumn<double> ZeroCount { get; }

    /// <summary>Positive buckets.</summary>
    public HistogramSide Positive { get; }

    /// <summary>Negative buckets.</summary>
    public HistogramSide Negative { get; }

    /// <summary>Upper bounds of custom buckets, without +Inf.</summary>
    public ArrayColumn<FixedColumn<double>> CustomBounds { get; }

    /// <summary>Days after which the row is removed.</summary>
    public FixedColumn<ushort> RetentionDays { get; }

    /// <summary>Appends everything a histogram says of itself; the caller appends tenant, metric, series, times and retention.</summary>
    public void AppendValue(FloatHistogram histogram, bool floatCounts)
    {
        Schema.Append((sbyte)histogram.Schema);
        ResetHint.Append((sbyte)histogram.CounterResetHint);
        FloatCounts.Append(floatCounts);
        Count.Append(histogram.Count);
        Sum.Append(histogram.Sum);
        ZeroThreshold.Append(histogram.ZeroThreshold);
        ZeroCount.Append(histogram.ZeroCount);
        Positive.Append(histogram.PositiveSpans, histogram.PositiveBuckets);
        Negative.Append(histogram.NegativeSpans, histogram.NegativeBuckets);
        foreach (var bound in histogram.CustomBounds)
            CustomBounds.Items.Append(bound);
        CustomBounds.EndRow();
    }

    /// <summary>The histogram of a row.</summary>
    public FloatHistogram ValueAt(int row) => new()
    {
        Schema = Schema.Values[row],
        CounterResetHint = (CounterResetHint)ResetHint.Values[row],
        Count = Count.Values[row],
        Sum = Sum.Values[row],
        ZeroThreshold = ZeroThreshold.Values[row],
        ZeroCount = ZeroCount.Values[row],
        PositiveSpans = Positive.SpansAt(row),
        PositiveBuckets = Positive.CountsAt(row),
        NegativeSpans = Negative.SpansAt(row),
        NegativeBuckets = Negative.CountsAt(row),
        CustomBounds = CustomBounds.Items.Values[CustomBounds[row]].ToArray(),
    };
}

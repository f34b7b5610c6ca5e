using Almagest.ClickHouse.Formats;

namespace Almagest.Telemetry.Schema;

/// <summary>Rows for the table <c>histograms</c>: whole histograms as sent.</summary>
public sealed class HistogramBlock : TelemetryBlock
{
    /// <summary>An empty block.</summary>
    public HistogramBlock()
        : base("histograms")
    {
        Metric = Add("metric", new LowCardinalityColumn());
        Series = Add("series", new FixedColumn<ulong>("UInt64"));
        Time = Add("time", new FixedColumn<long>("DateTime64(9, 'UTC')"));
        StartTime = Add("start_time", new FixedColumn<long>("DateTime64(9, 'UTC')"));
        Flags = Add("flags", new FixedColumn<uint>("UInt32"));
        Kind = Add("kind", new FixedColumn<HistogramKind>("Int8"));
        Temporality = Add("temporality", new LowCardinalityColumn());
        Count = Add("count", new FixedColumn<ulong>("UInt64"));
        Sum = Add("sum", new NullableColumn<double>("Float64"));
        Min = Add("min", new NullableColumn<double>("Float64"));
        Max = Add("max", new NullableColumn<double>("Float64"));
        Bounds = Add("bounds", new ArrayColumn<FixedColumn<double>>(new FixedColumn<double>("Float64")));
        Counts = Add("counts", new ArrayColumn<FixedColumn<ulong>>(new FixedColumn<ulong>("UInt64")));
        Scale = Add("scale", new FixedColumn<int>("Int32"));
        ZeroCount = Add("zero_count", new FixedColumn<ulong>("UInt64"));
        ZeroThreshold = Add("zero_threshold", new FixedColumn<double>("Float64"));
        PositiveOffset = Add("positive_offset", new FixedColumn<int>("Int32"));
        PositiveCounts = Add("positive_counts", new ArrayColumn<FixedColumn<ulong>>(new FixedColumn<ulong>("UInt64")));
        NegativeOffset = Add("negative_offset", new FixedColumn<int>("Int32"));
        NegativeCounts = Add("negative_counts", new ArrayColumn<FixedColumn<ulong>>(new FixedColumn<ulong>("UInt64")));
        RetentionDays = Add("retention_days", new FixedColumn<ushort>("UInt16"));
    }

    /// <summary>Name as PromQL sees it, without <c>_bucket</c>.</summary>
    public LowCardinalityColumn Metric { get; }

    /// <summary>Hash of name and labels.</summary>
    public FixedColumn<ulong> Series { get; }

    /// <summary>Nanoseconds since 1970.</summary>
    public FixedColumn<long> Time { get; }

    /// <summary>Start of the accumulation, nanoseconds since 1970; 0 when unknown.</summary>
    public FixedColumn<long> StartTime { get; }

    /// <summary>Bit 0: no recorded value.</summary>
    public FixedColumn<uint> Flags { get; }

    /// <summary>Explicit or exponential buckets.</summary>
    public FixedColumn<HistogramKind> Kind { get; }

    /// <summary>cumulative or delta, as sent.</summary>
    public LowCardinalityColumn Temporality { get; }

    /// <summary>Number of measurements.</summary>
    public FixedColumn<ulong> Count { get; }

    /// <summary>Sum of measurements.</summary>
    public NullableColumn<double> Sum { get; }

    /// <summary>Least measurement.</summary>
    public NullableColumn<double> Min { get; }

    /// <summary>Greatest measurement.</summary>
    public NullableColumn<double> Max { get; }

    /// <summary>Explicit: upper bounds of all buckets but the last.</summary>
    public ArrayColumn<FixedColumn<double>> Bounds { get; }

    /// <summary>Explicit: measurements per bucket.</summary>
    public ArrayColumn<FixedColumn<ulong>> Counts { get; }

    /// <summary>Exponential: base is 2^(2^-scale).</summary>
    public FixedColumn<int> Scale { get; }

    /// <summary>Exponential: measurements within the zero threshold.</summary>
    public FixedColumn<ulong> ZeroCount { get; }

    /// <summary>Exponential: width of the zero bucket.</summary>
    public FixedColumn<double> ZeroThreshold { get; }

    /// <summary>Exponential: index of the first positive bucket.</summary>
    public FixedColumn<int> PositiveOffset { get; }

    /// <summary>Exponential: measurements per positive bucket.</summary>
    public ArrayColumn<FixedColumn<ulong>> PositiveCounts { get; }

    /// <summary>Exponential: index of the first negative bucket.</summary>
    public FixedColumn<int> NegativeOffset { get; }

    /// <summary>Exponential: measurements per negative bucket.</summary>
    public ArrayColumn<FixedColumn<ulong>> NegativeCounts { get; }

    /// <summary>Days after which the row is removed.</summary>
    public FixedColumn<ushort> RetentionDays { get; }
}

using Almagest.ClickHouse.Formats;

namespace Almagest.Telemetry.Schema;

/// <summary>Rows for the table <c>samples</c>.</summary>
public sealed class SampleBlock : TelemetryBlock
{
    /// <summary>An empty block.</summary>
    public SampleBlock()
        : base("samples")
    {
        Metric = Add("metric", new LowCardinalityColumn());
        Series = Add("series", new FixedColumn<ulong>("UInt64"));
        Time = Add("time", new FixedColumn<long>("DateTime64(3, 'UTC')"));
        Value = Add("value", new FixedColumn<double>("Float64"));
        Nanos = AddOptional("nanos", new FixedColumn<uint>("UInt32"));
        StartTime = AddOptional("start_time", new FixedColumn<long>("DateTime64(9, 'UTC')"));
        Delta = AddOptional("delta", new FixedColumn<double>("Float64"));
        RetentionDays = Add("retention_days", new FixedColumn<ushort>("UInt16"));
    }

    /// <summary>Name as PromQL sees it.</summary>
    public LowCardinalityColumn Metric { get; }

    /// <summary>Hash of name and labels.</summary>
    public FixedColumn<ulong> Series { get; }

    /// <summary>Milliseconds since 1970.</summary>
    public FixedColumn<long> Time { get; }

    /// <summary>The value, cumulative also where the sender sends differences.</summary>
    public FixedColumn<double> Value { get; }

    /// <summary>Nanoseconds of the time below its millisecond, 0 to 999,999.</summary>
    public FixedColumn<uint> Nanos { get; }

    /// <summary>Start of the accumulation, nanoseconds since 1970; 0 when unknown.</summary>
    public FixedColumn<long> StartTime { get; }

    /// <summary>The difference as sent when the temporality is delta; else 0.</summary>
    public FixedColumn<double> Delta { get; }

    /// <summary>Days after which the row is removed.</summary>
    public FixedColumn<ushort> RetentionDays { get; }
}

using Almagest.ClickHouse.Formats;

namespace Almagest.Telemetry.Schema;

/// <summary>Rows for the table <c>chunks</c>.</summary>
sealed class ChunkBlock : TelemetryBlock
{
    /// <summary>An empty block.</summary>
    internal ChunkBlock()
        : base("chunks")
    {
        Metric = Add("metric", new LowCardinalityColumn());
        Hour = Add("hour", new FixedColumn<uint>("DateTime('UTC')"));
        Series = Add("series", new FixedColumn<ulong>("UInt64"));
        Seq = Add("seq", new FixedColumn<uint>("UInt32"));
        Samples = Add("samples", new FixedColumn<uint>("UInt32"));
        Histograms = Add("histograms", new FixedColumn<bool>("Bool"));
        Times = Add("times", new StringColumn());
        Data = Add("data", new StringColumn());
        RetentionDays = Add("retention_days", new FixedColumn<ushort>("UInt16"));
    }

    /// <summary>Name as PromQL sees it.</summary>
    internal LowCardinalityColumn Metric { get; }

    /// <summary>Start of the hour, seconds since 1970.</summary>
    internal FixedColumn<uint> Hour { get; }

    /// <summary>Hash of name and labels.</summary>
    internal FixedColumn<ulong> Series { get; }

    /// <summary>Seconds since 1970 when the chunk was sealed.</summary>
    internal FixedColumn<uint> Seq { get; }

    /// <summary>How many samples.</summary>
    internal FixedColumn<uint> Samples { get; }

    /// <summary>Whether the samples are native histograms.</summary>
    internal FixedColumn<bool> Histograms { get; }

    /// <summary>Compressed times.</summary>
    internal StringColumn Times { get; }

    /// <summary>Compressed values.</summary>
    internal StringColumn Data { get; }

    /// <summary>Days after which the row is removed.</summary>
    internal FixedColumn<ushort> RetentionDays { get; }
}

using Almagest.ClickHouse.Formats;

namespace Almagest.Telemetry.Schema;

/// <summary>Rows for the table <c>series</c>.</summary>
public sealed class SeriesBlock : TelemetryBlock
{
    /// <summary>An empty block.</summary>
    public SeriesBlock()
        : base("series")
    {
        Metric = Add("metric", new LowCardinalityColumn());
        Series = Add("series", new FixedColumn<ulong>("UInt64"));
        Labels = Add("labels", new MapColumn<LowCardinalityColumn>(new LowCardinalityColumn()));
        Type = Add("type", new LowCardinalityColumn());
        Unit = Add("unit", new LowCardinalityColumn());
        Help = Add("help", new LowCardinalityColumn());
        Source = Add("source", new LowCardinalityColumn());
        OriginalName = Add("original_name", new LowCardinalityColumn());
        Temporality = Add("temporality", new LowCardinalityColumn());
        Monotonic = Add("monotonic", new FixedColumn<bool>("Bool"));
        ValueType = Add("value_type", new LowCardinalityColumn());
        ResourceId = Add("resource_id", new FixedColumn<ulong>("UInt64"));
        ScopeId = Add("scope_id", new FixedColumn<ulong>("UInt64"));
        Metadata = Add("metadata", new MapColumn<LowCardinalityColumn>(new LowCardinalityColumn()));
        Seen = Add("seen", new FixedColumn<uint>("DateTime('UTC')"));
    }

    /// <summary>Name as PromQL sees it.</summary>
    public LowCardinalityColumn Metric { get; }

    /// <summary>Hash of name and labels.</summary>
    public FixedColumn<ulong> Series { get; }

    /// <summary>Labels without <c>__name__</c>, sorted by name in ordinal order.</summary>
    public MapColumn<LowCardinalityColumn> Labels { get; }

    /// <summary>counter, gauge, histogram, summary, info, stateset or unknown.</summary>
    public LowCardinalityColumn Type { get; }

    /// <summary>Unit as the sender names it.</summary>
    public LowCardinalityColumn Unit { get; }

    /// <summary>Description.</summary>
    public LowCardinalityColumn Help { get; }

    /// <summary>Protocol it arrived by.</summary>
    public LowCardinalityColumn Source { get; }

    /// <summary>Name as sent, before translation.</summary>
    public LowCardinalityColumn OriginalName { get; }

    /// <summary>cumulative or delta as sent; empty where it does not apply.</summary>
    public LowCardinalityColumn Temporality { get; }

    /// <summary>Whether a sum only ever grows.</summary>
    public FixedColumn<bool> Monotonic { get; }

    /// <summary>int or double as sent.</summary>
    public LowCardinalityColumn ValueType { get; }

    /// <summary>Joins to <c>resources</c>; 0 when there is none.</summary>
    public FixedColumn<ulong> ResourceId { get; }

    /// <summary>Joins to <c>scopes</c>; 0 when there is none.</summary>
    public FixedColumn<ulong> ScopeId { get; }

    /// <summary>Metadata of the metric as sent.</summary>
    public MapColumn<LowCardinalityColumn> Metadata { get; }

    /// <summary>Seconds since 1970 when it was registered.</summary>
    public FixedColumn<uint> Seen { get; }
}

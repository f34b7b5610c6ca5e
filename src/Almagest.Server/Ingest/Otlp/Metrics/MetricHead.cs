namespace Almagest.Server.Ingest.Otlp.Metrics;

/// <summary>What all points of a metric share, as slices of the request.</summary>
ref struct MetricHead
{
    internal ReadOnlySpan<byte> Message, Name, Unit, Description, Data, Resource, Scope;
    internal MetricKind Kind;
    internal bool Monotonic;
    internal int Temporality;
    internal RawKey Key;
    internal ulong ResourceId, ScopeId;
    internal ushort Days;

    /// <summary>Whether values are differences.</summary>
    internal readonly bool IsDelta => Temporality == 1;

    /// <summary>The temporality as it is stored.</summary>
    internal readonly ReadOnlySpan<byte> TemporalityUtf8 => Temporality switch { 1 => "delta"u8, 2 => "cumulative"u8, _ => default };

    /// <summary>The type as it is stored.</summary>
    internal readonly string TypeName => Kind switch
    {
        MetricKind.Gauge => "gauge",
        MetricKind.Sum => Monotonic ? "counter" : "gauge",
        MetricKind.Summary => "summary",
        _ => "histogram",
    };
}

/// <summary>The field of Metric that holds the data.</summary>
enum MetricKind
{
    /// <summary>None that is known.</summary>
    None = 0,

    /// <summary>Last values.</summary>
    Gauge = 5,

    /// <summary>Sums.</summary>
    Sum = 7,

    /// <summary>Explicit buckets.</summary>
    Histogram = 9,

    /// <summary>Exponential buckets.</summary>
    Exponential = 10,

    /// <summary>Quantiles.</summary>
    Summary = 11,
}

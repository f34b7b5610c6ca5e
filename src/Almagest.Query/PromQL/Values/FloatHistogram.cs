namespace Almagest.Query.PromQL.Values;

/// <summary>Whether a histogram is known to have begun anew since the one before it.</summary>
public enum CounterResetHint
{
    /// <summary>Compare the two to find out.</summary>
    Unknown,

    /// <summary>It was reset.</summary>
    Reset,

    /// <summary>It was not.</summary>
    NotReset,

    /// <summary>It is not a counter: resets have no meaning.</summary>
    Gauge,
}

/// <summary>A run of neighbouring buckets.</summary>
/// <param name="Offset">Distance to the run before it, in buckets; for the first run the index of its first bucket.</param>
/// <param name="Length">How many buckets it has.</param>
public readonly record struct BucketSpan(int Offset, int Length);

/// <summary>
/// A native histogram with float counts, as Prometheus models it (https://prometheus.io/docs/specs/native_histograms/). Buckets are sparse:
/// <see cref="PositiveSpans"/> say which indexes <see cref="PositiveBuckets"/> stand for. Treat as immutable once it is shared.
/// </summary>
public sealed record FloatHistogram
{
    /// <summary>The schema of histograms with custom bounds.</summary>
    public const int CustomBucketsSchema = -53;

    /// <summary>Resolution: bucket bounds grow by 2^(2^-schema); −4 to 8, or <see cref="CustomBucketsSchema"/>.</summary>
    public int Schema { get; init; }

    /// <summary>Reset hint.</summary>
    public CounterResetHint CounterResetHint { get; init; }

    /// <summary>Half the width of the bucket around zero.</summary>
    public double ZeroThreshold { get; init; }

    /// <summary>Measurements in the bucket around zero.</summary>
    public double ZeroCount { get; init; }

    /// <summary>All measurements, NaN ones included.</summary>
    public double Count { get; init; }

    /// <summary>Sum of the measurements. The staleness marker's bits mark the end of a series.</summary>
    public double Sum { get; init; }

    /// <summary>Where the positive buckets are.</summary>
    public BucketSpan[] PositiveSpans { get; init; } = [];

    /// <summary>Absolute counts of the positive buckets, one per bucket of the spans.</summary>
    public double[] PositiveBuckets { get; init; } = [];

    /// <summary>Where the negative buckets are.</summary>
    public BucketSpan[] NegativeSpans { get; init; } = [];

    /// <summary>Absolute counts of the negative buckets.</summary>
    public double[] NegativeBuckets { get; init; } = [];

    /// <summary>Upper bounds for <see cref="CustomBucketsSchema"/>, ascending, without +Inf; else empty.</summary>
    public double[] CustomBounds { get; init; } = [];
}

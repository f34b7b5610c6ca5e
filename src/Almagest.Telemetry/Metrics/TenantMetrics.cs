using System.Collections.Concurrent;
using Almagest.Telemetry.Metrics.Head;
using Almagest.Telemetry.Metrics.Index;

namespace Almagest.Telemetry.Metrics;

/// <summary>What memory holds of one tenant's metrics.</summary>
sealed class TenantMetrics(string tenant)
{
    int _sealGeneration;
    int _lateGeneration;

    internal string Tenant { get; } = tenant;

    internal SeriesIndex Index { get; } = new();

    /// <summary>Hours that have chunks in the store.</summary>
    internal SealedHours Sealed { get; } = new();

    /// <summary>Changes whenever samples move from open to sealed chunks: who read the store before has to read again.</summary>
    internal int SealGeneration => Volatile.Read(ref _sealGeneration);

    /// <summary>Hours with samples that are not in chunks yet.</summary>
    internal ConcurrentDictionary<int, OpenHour> Open { get; } = new();

    /// <summary>Hours that have rollups, with the finest width in seconds.</summary>
    internal ConcurrentDictionary<int, ushort> Rolled { get; } = new();

    /// <summary>Whether the store has rollups of all samples of an hour: none has come since they were made.</summary>
    internal bool IsRolled(int hour, long resolutionMs) =>
        Rolled.TryGetValue(hour, out var finest) && finest * 1000L <= resolutionMs && !(Open.TryGetValue(hour, out var open) && !open.IsEmpty);

    /// <summary>Type, unit and help by metric family, as last registered.</summary>
    internal ConcurrentDictionary<string, MetricMetadata> Metadata { get; } = new(StringComparer.Ordinal);

    /// <summary>What is known about the metric of a series, whose name may carry the suffix of a histogram or summary.</summary>
    internal MetricMetadata? Describe(string metric) =>
        Metadata.GetValueOrDefault(metric) ?? (Metadata.GetValueOrDefault(MetricFamily.NameOf(metric, "histogram")) is { Type: "histogram" or "summary" } family ? family : null);

    /// <summary>Changes whenever samples arrive that are older than minutes: answers computed before may be wrong now.</summary>
    internal int LateGeneration => Volatile.Read(ref _lateGeneration);

    internal void LateSamples() => Interlocked.Increment(ref _lateGeneration);

    internal void SealingChanges() => Interlocked.Increment(ref _sealGeneration);

    // Hot path: per sample.
    /// <summary>Puts a series on the list of an hour to seal.</summary>
    internal void List(int hour, HeadSeries series, long nowUnixSeconds) =>
        Open.GetOrAdd(hour, static (_, now) => new OpenHour(now), nowUnixSeconds).Add(series, nowUnixSeconds);
}

/// <summary>What is known about a metric.</summary>
/// <param name="Type">counter, gauge, histogram, summary, info, stateset or unknown.</param>
/// <param name="Help">What it measures.</param>
/// <param name="Unit">Its unit as sent.</param>
public sealed record MetricMetadata(string Type, string Help, string Unit);

using System.Collections.Concurrent;
using Almagest.Model;

namespace Almagest.Server.Ingest.Intake;

/// <summary>What senders told of whole metric families apart from their series, as remote write 1 does. Bounded: 100,000 families.</summary>
sealed class MetricFamilies(TimeProvider time)
{
    const int MaxFamilies = 100_000;
    static readonly TimeSpan Settled = TimeSpan.FromHours(1);

    readonly ConcurrentDictionary<(TenantId Tenant, string Family), (SeriesMetadata Metadata, long SetAt)> _families = new();

    /// <summary>Changes whenever something new is told: series then look again.</summary>
    internal int Version { get; private set; }

    /// <summary>
    /// Notes the metadata of a family. Targets that contradict each other would rewrite their series with every request: what was told
    /// stays for an hour.
    /// </summary>
    internal void Set(TenantId tenant, string family, SeriesMetadata metadata)
    {
        var known = _families.TryGetValue((tenant, family), out var before);
        if (known && (before.Metadata.Is(metadata.Type, metadata.Unit, metadata.Help) || time.GetElapsedTime(before.SetAt) < Settled))
            return;
        if (!known && _families.Count >= MaxFamilies)
            return;
        _families[(tenant, family)] = (metadata, time.GetTimestamp());
        Version++;
    }

    /// <summary>The metadata of the family a series belongs to, or null.</summary>
    internal SeriesMetadata? Find(TenantId tenant, string metric)
    {
        foreach (var suffix in (ReadOnlySpan<string>)["", "_bucket", "_sum", "_count", "_total", "_created", "_info"])
        {
            if (metric.EndsWith(suffix, StringComparison.Ordinal) && _families.TryGetValue((tenant, metric[..^suffix.Length]), out var found))
                return found.Metadata;
        }

        return null;
    }
}

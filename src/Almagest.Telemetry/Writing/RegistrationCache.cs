using System.Collections.Concurrent;
using Almagest.ClickHouse.Formats;

namespace Almagest.Telemetry.Writing;

/// <summary>
/// Remembers which rows of the catalogue tables (series, resources, scopes) are stored, so that each is written once an hour
/// instead of once a request. A key counts as known only after its row is stored: a batch that fails leaves no gap.
/// </summary>
public sealed class RegistrationCache(TimeProvider time)
{
    // About 40 bytes an entry: 80 MB at the limit. Beyond it the cache starts over, which costs repeated rows, never lost ones.
    const int MaxEntries = 2_000_000;

    readonly ConcurrentDictionary<ulong, uint> _hours = new();

    /// <summary>The key of a catalogue row: its table, tenant and id.</summary>
    public static ulong Key(CatalogueTable table, ulong tenantHash, ulong id) =>
        XxHash64.Combine(XxHash64.Combine((ulong)table, tenantHash), id);

    // Hot path: per series and request.
    /// <summary>Whether the row has to be written: it is new, or was last written in an earlier hour.</summary>
    public bool IsDue(ulong key) => !_hours.TryGetValue(key, out var hour) || hour < CurrentHour;

    /// <summary>Notes rows that are stored now.</summary>
    public void Confirm(List<ulong> keys)
    {
        if (_hours.Count + keys.Count > MaxEntries)
            _hours.Clear();
        var hour = CurrentHour;
        foreach (var key in keys)
            _hours[key] = hour;
    }

    /// <summary>Starts over: some of what was noted may not be stored after all.</summary>
    public void Forget() => _hours.Clear();

    uint CurrentHour => (uint)(time.GetUtcNow().ToUnixTimeSeconds() / 3600);
}

/// <summary>The tables that describe what other rows refer to by id.</summary>
public enum CatalogueTable
{
    /// <summary><c>resources</c>.</summary>
    Resources,

    /// <summary><c>scopes</c>.</summary>
    Scopes,

    /// <summary><c>series</c>.</summary>
    Series,
}

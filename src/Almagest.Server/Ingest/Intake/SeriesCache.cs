using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Almagest.Server.Ingest.Intake;

/// <summary>
/// Series by the bytes they were sent with; a hit allocates nothing. Two generations bound it: when the young one is full it becomes the old
/// one, and what is not asked for again is forgotten with the next turn.
/// </summary>
sealed class SeriesCache(IntakeOptions options)
{
    readonly Lock _turning = new();
    ConcurrentDictionary<SeriesKey, KnownSeries> _young = new();
    ConcurrentDictionary<SeriesKey, KnownSeries> _old = new();
    int _count;

    // Hot path: per series.
    /// <summary>The series sent with these bytes, or false when it has to be read.</summary>
    internal bool TryGet(SeriesKey key, [NotNullWhen(true)] out KnownSeries? series)
    {
        if (_young.TryGetValue(key, out series))
            return true;
        if (!_old.TryGetValue(key, out series))
            return false;
        Add(key, series);
        return true;
    }

    /// <summary>Remembers a series.</summary>
    internal void Add(SeriesKey key, KnownSeries series)
    {
        if (!_young.TryAdd(key, series) || Interlocked.Increment(ref _count) <= options.CachedSeries / 2)
            return;
        lock (_turning)
        {
            if (_count <= options.CachedSeries / 2)
                return;
            (_old, _young, _count) = (_young, new(), 0);
        }
    }
}

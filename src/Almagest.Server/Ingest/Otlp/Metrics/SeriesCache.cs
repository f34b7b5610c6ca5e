using System.Collections.Concurrent;
using Almagest.ClickHouse.Formats;

namespace Almagest.Server.Ingest.Otlp.Metrics;

/// <summary>
/// Series by the bytes they were sent with, so that labels are not translated, sorted and hashed for every point. A hit allocates
/// nothing. Shared by all requests.
/// </summary>
sealed class SeriesCache
{
    // About 1.5 KB an entry with ten labels: 150 MB at the limit. Beyond it the cache starts over, which costs time, never data.
    const int MaxEntries = 100_000;

    readonly ConcurrentDictionary<RawKey, SeriesEntry[]> _entries = new();
    int _count;

    /// <summary>The series of a data point, or false when it is seen for the first time.</summary>
    internal bool TryGet(RawKey key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out SeriesEntry[]? series) =>
        _entries.TryGetValue(key, out series);

    /// <summary>Remembers the series of a data point.</summary>
    internal void Add(RawKey key, SeriesEntry[] series)
    {
        // A histogram has a series per bucket: they are what takes the memory.
        if (Interlocked.Add(ref _count, series.Length) > MaxEntries)
        {
            _entries.Clear();
            Interlocked.Exchange(ref _count, series.Length);
        }

        _entries[key] = series;
    }
}

/// <summary>128 bits over the bytes of an identity: two hashes, since one of 64 bits would mix up two of 2^32 series.</summary>
readonly record struct RawKey(ulong First, ulong Second)
{
    const ulong SecondSeed = 0x5851F42D4C957F2D;

    /// <summary>The key with <paramref name="bytes"/> behind it.</summary>
    internal RawKey With(ReadOnlySpan<byte> bytes) =>
        new(XxHash64.Combine(First, XxHash64.Hash(bytes)), XxHash64.Combine(Second, XxHash64.Hash(bytes, SecondSeed)));

    /// <summary>The key with a number behind it.</summary>
    internal RawKey With(ulong value) => new(XxHash64.Combine(First, value), XxHash64.Combine(Second, value ^ SecondSeed));

    /// <summary>The key with another key behind it.</summary>
    internal RawKey With(RawKey other) => new(XxHash64.Combine(First, other.First), XxHash64.Combine(Second, other.Second));
}

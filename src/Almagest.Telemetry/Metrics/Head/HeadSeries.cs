using Almagest.Model;
using Almagest.Query.PromQL.Values;
using Almagest.Telemetry.Metrics.Cardinality;
using Almagest.Telemetry.Metrics.Chunks;

namespace Almagest.Telemetry.Metrics.Head;

/// <summary>
/// One series in memory: its labels, the newest samples as they came, the chunks of hours that are not sealed, and those sealed chunks
/// that queries use. Safe for concurrent use.
/// </summary>
/// <param name="id">Its id in the store.</param>
/// <param name="number">Its number in the index.</param>
/// <param name="labels">Its labels, <c>__name__</c> included.</param>
sealed class HeadSeries(ulong id, int number, Labels labels)
{
    readonly Lock _lock = new();
    readonly SampleTail _tail = new();

    // In order, with room behind them: imports bring hundreds of hours one after the other.
    HourData[] _hours = [];
    int _hourCount;
    long _firstMs = long.MaxValue;
    long _lastMs = long.MinValue;

    internal ulong Id { get; } = id;

    internal int Number { get; } = number;

    internal Labels Labels { get; } = labels;

    /// <summary>The series of the tenant whose samples came after its own: likely to be the next one again. A hint, set by any thread.</summary>
    internal HeadSeries? Next { get; set; }

    /// <summary>Days the store keeps the series' newest samples.</summary>
    internal ushort RetentionDays { get; set; }

    /// <summary>Time of the newest sample known, Unix milliseconds.</summary>
    internal long LastMs => Volatile.Read(ref _lastMs);

    /// <summary>Time of the oldest sample known, Unix milliseconds; <see cref="long.MaxValue"/> when there is none.</summary>
    internal long FirstMs => Volatile.Read(ref _firstMs);

    /// <summary>Whether it never had a sample, as the series of a histogram of OpenTelemetry with bounds: PromQL has its samples as <c>_bucket</c>, <c>_count</c> and <c>_sum</c>.</summary>
    internal bool IsEmpty => FirstMs == long.MaxValue;

    /// <summary>Whether it may have samples in a window.</summary>
    internal bool IsAlive(long fromMs, long toMs) => Volatile.Read(ref _firstMs) <= toMs && Volatile.Read(ref _lastMs) >= fromMs;

    /// <summary>Widens the time in which the series is known to live.</summary>
    internal void Lives(long fromMs, long toMs)
    {
        lock (_lock)
            Widen(fromMs, toMs);
    }

    // Hot path: per sample.
    /// <summary>Adds a float; says whether the hour now has to be put on the list of those to seal.</summary>
    internal bool Append(long timeMs, double value)
    {
        lock (_lock)
        {
            Widen(timeMs, timeMs);
            if (_tail.TryAppend(timeMs, value))
                return false;
            FlushTail();
            _tail.Start(timeMs, value);
            return List(ref Hour(Chunk.HourOf(timeMs)));
        }
    }

    // Hot path: per run of samples.
    /// <summary>
    /// Adds floats up to and including the first whose hour has to be put on the list of those to seal, as <paramref name="isNew"/> says; gives back how many.
    /// </summary>
    internal int Append(ReadOnlySpan<long> times, ReadOnlySpan<double> values, out bool isNew)
    {
        isNew = false;
        lock (_lock)
        {
            for (var at = 0; at < times.Length; at++)
            {
                var taken = _tail.AppendLater(times[at..], values[at..]);
                if (taken > 0)
                {
                    at += taken - 1;
                    Widen(times[at], times[at]);
                    continue;
                }

                Widen(times[at], times[at]);
                if (_tail.TryAppend(times[at], values[at]))
                    continue;
                FlushTail();
                _tail.Start(times[at], values[at]);
                isNew = List(ref Hour(Chunk.HourOf(times[at])));
                if (isNew)
                    return at + 1;
            }
        }

        return times.Length;
    }

    /// <summary>Adds a native histogram; says whether the hour now has to be put on the list of those to seal.</summary>
    internal bool Append(long timeMs, FloatHistogram histogram)
    {
        lock (_lock)
        {
            Widen(timeMs, timeMs);
            ref var hour = ref Hour(Chunk.HourOf(timeMs));
            hour.Open = ChunkMerge.Add(hour.Hour, hour.Open, ChunkBuilder.Build(hour.Hour, timeMs, histogram));
            return List(ref hour);
        }
    }

    /// <summary>What a query needs of a window, and which of its hours have to be fetched first.</summary>
    internal SeriesSnapshot Snapshot(long fromMs, long toMs, SealedHours stored, int clock, bool skipsSealed = false)
    {
        lock (_lock)
        {
            var (first, last) = (Chunk.HourOf(Math.Max(fromMs, _firstMs)), Chunk.HourOf(Math.Min(toMs, _lastMs)));
            var snapshot = new SeriesSnapshot(this, fromMs, toMs) { Hours = Math.Clamp(last - first + 1, 0, _hourCount) };
            var at = Position(first);
            if (at < 0)
                at = ~at;
            for (var hour = first; hour <= last; hour++)
            {
                var isHere = at < _hourCount && _hours[at].Hour == hour;
                if ((!isHere || _hours[at].Sealed is null || skipsSealed) && stored.Contains(hour))
                    snapshot.Missing(hour);
                if (!isHere)
                    continue;
                ref var data = ref _hours[at++];
                data.UsedAt = clock;
                if (!skipsSealed)
                    snapshot.Add(data.Sealed);
                snapshot.Add(data.Open);
            }

            if (_tail.Count > 0 && _tail.FirstMs <= toMs && _tail.LastMs >= fromMs)
                snapshot.Add(_tail);
            return snapshot;
        }
    }

    /// <summary>Keeps chunks that were fetched unless the hour was sealed meanwhile; gives back how many bytes memory holds more.</summary>
    internal int Keep(int hour, Chunk[] chunks, Func<bool> isCurrent, int clock)
    {
        lock (_lock)
        {
            ref var data = ref Hour(hour);
            if (data.Sealed is not null || !isCurrent())
                return 0;
            data.Sealed = chunks;
            data.UsedAt = clock;
            return data.SealedBytes;
        }
    }

    /// <summary>Forgets sealed chunks that were not used since <paramref name="clock"/>; gives back how many bytes that frees.</summary>
    internal int Forget(int clock)
    {
        lock (_lock)
        {
            var freed = 0;
            foreach (ref var data in _hours.AsSpan(0, _hourCount))
            {
                if (data.Sealed is null || data.UsedAt >= clock)
                    continue;
                freed += data.SealedBytes;
                data.Sealed = null;
            }

            if (freed > 0)
            {
                _hours = [.. _hours.Take(_hourCount).Where(static h => h.Sealed is not null || h.Open.Length > 0 || h.IsListed)];
                _hourCount = _hours.Length;
            }

            return freed;
        }
    }

    /// <summary>All samples of an hour that are not in the store as chunks; the chunks stay until <see cref="Seal"/>.</summary>
    internal Chunk[] Unsealed(int hour)
    {
        lock (_lock)
        {
            if (_tail.Count > 0 && _tail.Hour == hour)
                FlushTail();
            if (Position(hour) is not (>= 0 and var at))
                return [];
            ref var data = ref _hours[at];
            data.IsListed = false;
            return data.Open = ChunkMerge.All(hour, data.Open);
        }
    }

    /// <summary>Counts what is not sealed to <paramref name="known"/>.</summary>
    internal HeadStatistics Count(HeadStatistics known)
    {
        lock (_lock)
        {
            foreach (var hour in _hours.AsSpan(0, _hourCount))
            {
                foreach (var chunk in hour.Open)
                    known = known.With(1, chunk.FirstMs, chunk.LastMs);
            }

            return _tail.Count > 0 ? known.With(1, _tail.FirstMs, _tail.LastMs) : known;
        }
    }

    /// <summary>The chunks of an hour that are in the store; null when they are not in memory.</summary>
    internal Chunk[]? SealedIn(int hour)
    {
        lock (_lock)
            return Position(hour) is >= 0 and var at ? _hours[at].Sealed : null;
    }

    /// <summary>Notes that all samples of the chunks <c>Taken</c> are in the store now, and that <c>Stored</c> went there for them; gives back how many bytes the cache holds more.</summary>
    internal int Seal(int hour, (Chunk[] Taken, Chunk[] Stored) chunks, bool wasStored, int clock)
    {
        lock (_lock)
        {
            ref var data = ref Hour(hour);
            data.Open = [.. data.Open.Where(c => !chunks.Taken.Contains(c))];
            // An hour that has earlier chunks in the store, but not here, is fetched as a whole when it is asked for.
            if (data.Sealed is null && wasStored)
                return 0;
            // A query may have fetched them between their insert and now.
            var before = data.Sealed ?? [];
            Chunk[] added = [.. chunks.Stored.Where(s => !before.Any(b => b.HasTimesOf(s)))];
            data.Sealed = [.. before, .. added];
            data.UsedAt = clock;
            return added.Sum(static c => c.SizeBytes);
        }
    }

    void FlushTail()
    {
        if (_tail.Count == 0)
            return;
        ref var data = ref Hour(_tail.Hour);
        data.Open = ChunkMerge.Add(data.Hour, data.Open, _tail.ToChunk());
        _tail.Clear();
    }

    static bool List(ref HourData hour) => !hour.IsListed && (hour.IsListed = true);

    void Widen(long fromMs, long toMs)
    {
        if (fromMs < _firstMs)
            Volatile.Write(ref _firstMs, fromMs);
        if (toMs > _lastMs)
            Volatile.Write(ref _lastMs, toMs);
    }

    // Stays where it is until another hour is added or hours are forgotten.
    ref HourData Hour(int hour)
    {
        var at = Position(hour);
        if (at >= 0)
            return ref _hours[at];
        if (_hourCount == _hours.Length)
            Array.Resize(ref _hours, _hourCount + Math.Max(1, _hourCount / 4));
        Array.Copy(_hours, ~at, _hours, ~at + 1, _hourCount - ~at);
        _hourCount++;
        _hours[~at] = new HourData(hour);
        return ref _hours[~at];
    }

    int Position(int hour)
    {
        var (low, high) = (0, _hourCount - 1);
        // Most series have all hours up to the newest, and each look far away misses the processor's caches.
        if (high >= 0 && high - (_hours[high].Hour - hour) is >= 0 and var usual && usual <= high && _hours[usual].Hour == hour)
            return usual;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            if (_hours[middle].Hour == hour)
                return middle;
            if (_hours[middle].Hour < hour)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return ~low;
    }
}

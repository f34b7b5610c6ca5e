namespace Almagest.Telemetry.Metrics.Reading;

/// <summary>
/// Keeps the memory of sealed chunks within its limit. The chunks lie with their series; this counts their bytes, and when there are too many
/// walks over the series and forgets what was not used for the longest time.
/// </summary>
/// <param name="options">The limit.</param>
public sealed class ChunkCache(MetricOptions options)
{
    readonly long _limitBytes = options.ChunkCacheBytes;
    readonly Lock _sweeping = new();
    long _bytes;
    int _clock;
    int _sweeps;

    /// <summary>Bytes that one fetch may bring.</summary>
    internal long MaxFetchBytes { get; } = options.MaxQueryBytes;

    /// <summary>Bytes of sealed chunks in memory.</summary>
    internal long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Counts queries: what a chunk was last used by.</summary>
    internal int Clock => Volatile.Read(ref _clock);

    /// <summary>Counts how often chunks began to be forgotten: while it stays the same, what was kept is still there.</summary>
    internal int Sweeps => Volatile.Read(ref _sweeps);

    internal int Tick() => Interlocked.Increment(ref _clock);

    /// <summary>Counts bytes that were added.</summary>
    internal void Added(long bytes) => Interlocked.Add(ref _bytes, bytes);

    /// <summary>Forgets chunks until nine tenths of the limit are left: first those that no recent query used.</summary>
    internal void Trim(IEnumerable<TenantMetrics> tenants)
    {
        if (Bytes <= _limitBytes || !_sweeping.TryEnter())
            return;
        Interlocked.Increment(ref _sweeps);
        try
        {
            var all = tenants.ToList();
            for (var age = Clock / 2 + 1; Bytes > _limitBytes / 10 * 9; age /= 2)
            {
                foreach (var tenant in all)
                    Forget(tenant, Clock - age + 1);
                if (age == 0)
                    break;
            }
        }
        finally
        {
            _sweeping.Exit();
        }
    }

    void Forget(TenantMetrics tenant, int clock)
    {
        foreach (var series in tenant.Index.Series)
        {
            Interlocked.Add(ref _bytes, -series.Forget(clock));
            if (Bytes <= _limitBytes / 10 * 9)
                return;
        }
    }
}

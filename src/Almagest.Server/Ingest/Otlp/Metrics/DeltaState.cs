using System.Collections.Concurrent;
using Almagest.Model;
using Almagest.Telemetry.Metrics.Reading;

namespace Almagest.Server.Ingest.Otlp.Metrics;

/// <summary>
/// Running totals of series that are sent as differences, per tenant and series. A request reserves each series it touches and
/// works on a copy of its total; <see cref="PendingDeltas.Commit"/> after the rows are stored makes the copy the total, and
/// <see cref="PendingDeltas.Rollback"/> forgets it, so that a repeated request counts once. A second request for a reserved
/// series does not wait: it is refused as a whole, to be sent again. A total that is not in memory goes on from the newest stored sample.
/// </summary>
/// <param name="stored">The newest stored samples; null where totals begin at 0.</param>
sealed class DeltaState(LastSamples? stored = null)
{
    // About 150 bytes an entry: 150 MB at the limit.
    const int MaxEntries = 1_000_000;
    const long IdleNanos = 3_600_000_000_000;

    static readonly PendingDeltas Removed = new(new(), TenantId.Default);

    readonly ConcurrentDictionary<(ulong Tenant, ulong Series), DeltaTotal> _totals = new();
    int _count;

    /// <summary>The reservations of one request.</summary>
    internal PendingDeltas Begin(TenantId tenant) => new(this, tenant);

    /// <summary>
    /// The total of a series, reserved for <paramref name="owner"/>; null when there are too many series. When its past is only in the store the
    /// owner is told so and gets a total that leads nowhere.
    /// </summary>
    /// <exception cref="DeltaConflictException">Another request holds the series.</exception>
    internal DeltaTotal? Reserve(ulong series, PendingDeltas owner, long endNanos)
    {
        while (true)
        {
            if (!_totals.TryGetValue((owner.TenantHash, series), out var total))
            {
                if (Volatile.Read(ref _count) >= MaxEntries && !RemoveIdle(endNanos - IdleNanos))
                    return null;
                LastSample? last = null;
                if (stored is not null && !stored.TryFind(owner.Tenant, series, out last))
                    return owner.Unknown(series);
                total = new(last);
                if (!TryAdd(owner, series, total))
                    continue;
            }

            var holder = Interlocked.CompareExchange(ref total.Owner, owner, null);
            if (holder is null)
            {
                total.Begin();
                return total;
            }

            if (holder == owner)
                return total;
            if (holder != Removed)
                throw new DeltaConflictException();
        }
    }

    /// <summary>Brings totals from the store into memory.</summary>
    internal async Task LoadAsync(PendingDeltas owner, IReadOnlyCollection<ulong> series, CancellationToken ct)
    {
        if (stored is null)
            return;
        foreach (var (id, last) in await stored.LoadAsync(owner.Tenant, series, ct))
            TryAdd(owner, id, new(last));
    }

    bool TryAdd(PendingDeltas owner, ulong series, DeltaTotal total)
    {
        if (!_totals.TryAdd((owner.TenantHash, series), total))
            return false;
        Interlocked.Increment(ref _count);
        return true;
    }

    bool RemoveIdle(long before)
    {
        var removed = false;
        foreach (var (key, total) in _totals)
        {
            // A removed total keeps its owner for ever: whoever still holds a reference looks the series up again.
            if (total.End >= before || Interlocked.CompareExchange(ref total.Owner, Removed, null) is not null)
                continue;
            _totals.TryRemove(key, out _);
            Interlocked.Decrement(ref _count);
            removed = true;
        }

        return removed;
    }
}

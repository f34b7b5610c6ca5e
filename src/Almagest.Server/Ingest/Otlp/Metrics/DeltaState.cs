using System.Collections.Concurrent;

namespace Almagest.Server.Ingest.Otlp.Metrics;

/// <summary>
/// Running totals of series that are sent as differences, per tenant and series. A request reserves each series it touches and
/// works on a copy of its total; <see cref="PendingDeltas.Commit"/> after the rows are stored makes the copy the total, and
/// <see cref="PendingDeltas.Rollback"/> forgets it, so that a repeated request counts once. A second request for a reserved
/// series does not wait: it is refused as a whole, to be sent again. Totals start at 0 with the server, which PromQL sees as a
/// counter reset.
/// </summary>
sealed class DeltaState
{
    // About 150 bytes an entry: 150 MB at the limit.
    const int MaxEntries = 1_000_000;
    const long IdleNanos = 3_600_000_000_000;

    static readonly PendingDeltas Removed = new(new());

    readonly ConcurrentDictionary<(ulong Tenant, ulong Series), Total> _totals = new();
    int _count;

    /// <summary>The reservations of one request.</summary>
    internal PendingDeltas Begin() => new(this);

    /// <summary>The total of a series, reserved for <paramref name="owner"/>; null when there are too many series.</summary>
    /// <exception cref="DeltaConflictException">Another request holds the series.</exception>
    internal Total? Reserve((ulong Tenant, ulong Series) key, PendingDeltas owner, long endNanos)
    {
        while (true)
        {
            if (!_totals.TryGetValue(key, out var total))
            {
                if (Volatile.Read(ref _count) >= MaxEntries && !RemoveIdle(endNanos - IdleNanos))
                    return null;
                total = new();
                if (!_totals.TryAdd(key, total))
                    continue;
                Interlocked.Increment(ref _count);
            }

            var holder = Interlocked.CompareExchange(ref total.Owner, owner, null);
            if (holder is null)
            {
                (total.PendingValue, total.PendingEnd) = (total.Value, total.End);
                return total;
            }

            if (holder == owner)
                return total;
            if (holder != Removed)
                throw new DeltaConflictException();
        }
    }

    bool RemoveIdle(long before)
    {
        var removed = false;
        foreach (var (key, total) in _totals)
        {
            // A removed total keeps its owner for ever: whoever still holds a reference looks the series up again.
            if (Volatile.Read(ref total.End) >= before || Interlocked.CompareExchange(ref total.Owner, Removed, null) is not null)
                continue;
            _totals.TryRemove(key, out _);
            Interlocked.Decrement(ref _count);
            removed = true;
        }

        return removed;
    }

    /// <summary>The total of one series; the pending fields belong to the owner.</summary>
    internal sealed class Total
    {
        /// <summary>The request that holds it, or null.</summary>
        internal PendingDeltas? Owner;

        /// <summary>The next total of the owner's list.</summary>
        internal Total? Next;

        /// <summary>Whether the owner has it in its list.</summary>
        internal bool IsLinked;

        /// <summary>The stored total.</summary>
        internal double Value;

        /// <summary>End of the last stored difference, nanoseconds since 1970.</summary>
        internal long End;

        /// <summary>The total with the differences of the owner.</summary>
        internal double PendingValue;

        /// <summary>End of the owner's last difference.</summary>
        internal long PendingEnd;
    }
}

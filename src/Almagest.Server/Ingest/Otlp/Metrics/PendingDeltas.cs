using Almagest.ClickHouse.Formats;
using Almagest.Model;
using Almagest.Query.PromQL.Values;

namespace Almagest.Server.Ingest.Otlp.Metrics;

/// <summary>
/// What one request adds to running totals. Used by one thread at a time; exactly one of <see cref="Commit"/> and
/// <see cref="Rollback"/> must end it, or its series stay reserved.
/// </summary>
sealed class PendingDeltas(DeltaState state, TenantId tenant)
{
    // Linked through the totals themselves: a set would be memory per series and request.
    DeltaTotal? _first;
    DeltaTotal? _nowhere;
    List<ulong>? _unknown;

    /// <summary>Owner of the series.</summary>
    internal string Tenant { get; } = tenant.Value;

    /// <summary>The tenant's part of keys.</summary>
    internal ulong TenantHash { get; } = XxHash64.Hash(System.Text.Encoding.UTF8.GetBytes(tenant.Value));

    /// <summary>Series whose totals have to be loaded before the request can be decoded.</summary>
    internal IReadOnlyList<ulong> UnknownSeries => _unknown ?? [];

    /// <summary>Whether a difference that ends at <paramref name="endNanos"/> fits behind the last one; if not, why.</summary>
    /// <exception cref="DeltaConflictException">Another request holds the series.</exception>
    internal string? Check(ulong series, long endNanos)
    {
        var total = Hold(series, endNanos);
        if (total is null)
            return "too many series are sent as differences: send cumulative values";
        return total == _nowhere || endNanos > total.PendingEnd
            ? null
            : $"a difference that ends at {endNanos} came after one that ends at {total.PendingEnd}: it is late or sent twice";
    }

    /// <summary>Adds a difference and gives the total; null when it does not fit behind the last one.</summary>
    /// <exception cref="DeltaConflictException">Another request holds the series.</exception>
    internal double? Add(ulong series, double delta, long endNanos) =>
        Hold(series, endNanos) is { } total && endNanos > total.PendingEnd ? total.Add(delta, endNanos) : null;

    /// <summary>Adds a difference and gives the total; null when it does not fit behind the last one.</summary>
    /// <exception cref="DeltaConflictException">Another request holds the series.</exception>
    internal FloatHistogram? Add(ulong series, FloatHistogram delta, long endNanos) =>
        Hold(series, endNanos) is { } total && endNanos > total.PendingEnd ? total.Add(delta, endNanos) : null;

    /// <summary>Notes that the total of a series is only in the store; gives one that leads nowhere.</summary>
    internal DeltaTotal Unknown(ulong series)
    {
        (_unknown ??= []).Add(series);
        return _nowhere ??= new(null);
    }

    /// <summary>Keeps the totals: the rows are stored.</summary>
    internal void Commit() => Release(keep: true);

    /// <summary>Forgets the totals: the rows are not stored.</summary>
    internal void Rollback() => Release(keep: false);

    DeltaTotal? Hold(ulong series, long endNanos)
    {
        var total = state.Reserve(series, this, endNanos);
        if (total is not { IsListed: false } || total == _nowhere)
            return total;
        (total.IsListed, total.Next) = (true, _first);
        return _first = total;
    }

    void Release(bool keep)
    {
        while (_first is { } total)
        {
            _first = total.Next;
            (total.IsListed, total.Next) = (false, null);
            if (keep)
                total.Keep();
            Volatile.Write(ref total.Owner, null);
        }
    }
}

/// <summary>Another request is adding to the same series: answer 503 or UNAVAILABLE, the sender tries again.</summary>
sealed class DeltaConflictException() : Exception("another request with differences for the same series is being stored: send this one again");

/// <summary>Totals have to be loaded from the store before the request is decoded again.</summary>
sealed class DeltaUnknownException(IReadOnlyList<ulong> series) : Exception("totals of differences are not in memory")
{
    /// <summary>Whose.</summary>
    internal IReadOnlyList<ulong> Series { get; } = series;
}

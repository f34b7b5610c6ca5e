namespace Almagest.Server.Ingest.Otlp.Metrics;

/// <summary>
/// What one request adds to running totals. Used by one thread at a time; exactly one of <see cref="Commit"/> and
/// <see cref="Rollback"/> must end it, or its series stay reserved.
/// </summary>
sealed class PendingDeltas(DeltaState state)
{
    // Linked through the totals themselves: a set would be memory per series and request.
    DeltaState.Total? _first;

    /// <summary>Whether a difference that ends at <paramref name="endNanos"/> fits behind the last one; if not, why.</summary>
    /// <exception cref="DeltaConflictException">Another request holds the series.</exception>
    internal string? Check(ulong tenant, ulong series, long endNanos)
    {
        var total = state.Reserve((tenant, series), this, endNanos);
        if (total is null)
            return "too many series are sent as differences: send cumulative values";
        Hold(total);
        return endNanos > total.PendingEnd
            ? null
            : $"a difference that ends at {endNanos} came after one that ends at {total.PendingEnd}: it is late or sent twice";
    }

    /// <summary>Adds a difference and gives the total; null when it does not fit behind the last one.</summary>
    /// <exception cref="DeltaConflictException">Another request holds the series.</exception>
    internal double? Add(ulong tenant, ulong series, double delta, long endNanos)
    {
        var total = state.Reserve((tenant, series), this, endNanos);
        if (total is null)
            return null;
        Hold(total);
        if (endNanos <= total.PendingEnd)
            return null;
        total.PendingValue += delta;
        total.PendingEnd = endNanos;
        return total.PendingValue;
    }

    /// <summary>Keeps the totals: the rows are stored.</summary>
    internal void Commit() => Release(keep: true);

    /// <summary>Forgets the totals: the rows are not stored.</summary>
    internal void Rollback() => Release(keep: false);

    void Hold(DeltaState.Total total)
    {
        if (total.IsLinked)
            return;
        (total.IsLinked, total.Next) = (true, _first);
        _first = total;
    }

    void Release(bool keep)
    {
        while (_first is { } total)
        {
            _first = total.Next;
            (total.IsLinked, total.Next) = (false, null);
            if (keep)
                (total.Value, total.End) = (total.PendingValue, total.PendingEnd);
            Volatile.Write(ref total.Owner, null);
        }
    }
}

/// <summary>Another request is adding to the same series: answer 503 or UNAVAILABLE, the sender tries again.</summary>
sealed class DeltaConflictException() : Exception("another request with differences for the same series is being stored: send this one again");

namespace Almagest.Query.PromQL.Engine;

/// <summary>
/// Shares processors and memory between queries that are evaluated at the same time, so that a long one does not stop the short ones: alone a query
/// may use all threads; beside others it gets its part of them; and once it has taken long, it works only in turns with the other long ones, which
/// leave half of the processors to whoever is quick. Thread-safe.
/// </summary>
/// <param name="time">Tells how long queries have taken.</param>
/// <param name="processors">How many there are to share.</param>
/// <param name="mostSamples">Samples that all queries together may hold.</param>
public sealed class QueryTurns(TimeProvider time, int processors, long mostSamples) : IDisposable
{
    // What a person who waits for a page calls slow.
    static readonly TimeSpan Long = TimeSpan.FromSeconds(1);

    readonly SemaphoreSlim _longOnes = new(Math.Max(1, processors / 2));
    int _running;
    long _held;

    /// <summary>How many queries are evaluated now.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <inheritdoc/>
    public void Dispose() => _longOnes.Dispose();

    /// <summary>Starts the turn of a query; it ends when it is disposed.</summary>
    public QueryTurn Begin()
    {
        Interlocked.Increment(ref _running);
        return new QueryTurn(this, time.GetTimestamp());
    }

    internal void End(long held)
    {
        Interlocked.Add(ref _held, -held);
        Interlocked.Decrement(ref _running);
    }

    internal bool TryHold(long samples)
    {
        if (Interlocked.Add(ref _held, samples) <= mostSamples)
            return true;
        Interlocked.Add(ref _held, -samples);
        return false;
    }

    internal int Threads(int most) => Math.Max(1, most / Math.Max(1, Running));

    /// <summary>Waits until a query that began at <paramref name="began"/> may do a piece of work; says whether that has to be told to <see cref="Leave"/>.</summary>
    internal bool Enter(long began, CancellationToken ct)
    {
        if (Running <= 1 || time.GetElapsedTime(began) < Long)
            return false;
        _longOnes.Wait(ct);
        return true;
    }

    internal void Leave() => _longOnes.Release();
}

/// <summary>One query's share of the machine while it runs.</summary>
public sealed class QueryTurn : IDisposable
{
    readonly QueryTurns _turns;
    readonly long _began;
    long _held;

    internal QueryTurn(QueryTurns turns, long began) => (_turns, _began) = (turns, began);

    /// <summary>Gives back what the query held.</summary>
    public void Dispose() => _turns.End(Interlocked.Exchange(ref _held, 0));

    /// <summary>How many threads the next part may use when it would like <paramref name="most"/>.</summary>
    internal int Threads(int most) => _turns.Threads(most);

    internal bool Enter(CancellationToken ct) => _turns.Enter(_began, ct);

    internal void Leave() => _turns.Leave();

    /// <summary>Counts samples held (or, when negative, freed); false when all queries together hold too many.</summary>
    internal bool TryHold(long samples)
    {
        if (!_turns.TryHold(samples))
            return false;
        Interlocked.Add(ref _held, samples);
        return true;
    }
}

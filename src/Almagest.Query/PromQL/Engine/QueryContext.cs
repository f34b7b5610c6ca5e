namespace Almagest.Query.PromQL.Engine;

/// <summary>What all parts of one evaluation share: limits, remarks, what was fetched. Thread-safe.</summary>
sealed class QueryContext(PromQlRequest request, SelectorLeaves leaves, CancellationToken ct)
{
    long _held;
    long _peak;

    public PromQlRequest Request => request;

    public PromQlFeatures Features => request.Features;

    public SelectorLeaves Leaves => leaves;

    public Annotations Annotations { get; } = new();

    /// <summary>Measures every part, when asked for.</summary>
    public NodeMeasures? Measures { get; init; }

    /// <summary>Most samples held at a time so far.</summary>
    public long PeakSamples => Volatile.Read(ref _peak);

    /// <summary>Samples held now.</summary>
    public long Held => Volatile.Read(ref _held);

    /// <summary>How many threads the next part of the evaluation may use.</summary>
    public int Threads => request.Turn?.Threads(request.Parallelism) ?? request.Parallelism;

    /// <summary>Waits until the query may do a piece of work; <see cref="Leave"/> has to be called when it says so.</summary>
    public bool Enter() => request.Turn is { } turn && turn.Enter(ct);

    /// <summary>The piece is done: other long queries may go on.</summary>
    public void Leave() => request.Turn?.Leave();

    /// <summary>Ends the evaluation when its time is over or nobody waits for it any more.</summary>
    public void CheckTime() => ct.ThrowIfCancellationRequested();

    /// <summary>Counts samples that are now held in memory.</summary>
    /// <exception cref="PromQlException">There are too many.</exception>
    public void Hold(long samples)
    {
        var held = Interlocked.Add(ref _held, samples);
        if (held > request.MaxSamples || request.Turn?.TryHold(samples) == false)
            throw TooManySamples();
        var peak = Volatile.Read(ref _peak);
        while (held > peak)
        {
            var seen = Interlocked.CompareExchange(ref _peak, held, peak);
            if (seen == peak)
                break;
            peak = seen;
        }
    }

    public static PromQlException TooManySamples() => new("query processing would load too many samples into memory in query execution");

    /// <summary>Counts samples that are held no longer.</summary>
    public void Free(long samples)
    {
        Interlocked.Add(ref _held, -samples);
        request.Turn?.TryHold(-samples);
    }
}

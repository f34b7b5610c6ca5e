using Almagest.ClickHouse.Http;

namespace Almagest.Telemetry.Writing;

/// <summary>
/// Takes batches from all receivers and stores them durably, many in one commit. Safe for concurrent use. Call
/// <see cref="RecoverAsync"/> once before the first write, and <see cref="DisposeAsync"/> to store what is queued and stop.
/// </summary>
public sealed class TelemetryWriter : IAsyncDisposable
{
    // What cannot be stored within this long because the store is away stays in the journal for the next start.
    static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    readonly BatchPool _pool;
    readonly CommitJournal _journal;
    readonly UnansweredRequests _unanswered;
    readonly Committer _committer;
    readonly SignalQueue[] _queues;
    readonly CancellationTokenSource _stop = new();
    bool _recovered;
    bool _disposed;

    /// <summary>A writer over <paramref name="client"/> that keeps its journal in <paramref name="journalFolder"/>.</summary>
    public TelemetryWriter(ClickHouseClient client, string journalFolder, WriterOptions options, WriterServices services)
        : this(new ClickHouseCommitStore(client), journalFolder, options, services)
    {
    }

    internal TelemetryWriter(ICommitStore store, string journalFolder, WriterOptions options, WriterServices services)
    {
        _pool = services.Pool;
        _journal = new CommitJournal(journalFolder, services.Time);
        _unanswered = new UnansweredRequests(services.Time);
        _committer = new Committer(store, _journal, _unanswered, options, services) { Stopping = _stop.Token };
        _queues = [.. Enum.GetValues<Signal>().Select(signal => new SignalQueue(signal, options, _committer, services))];
    }

    /// <summary>
    /// Whether <see cref="RecoverAsync"/> is through. What is written earlier has no tables to go to, and its commit would be taken for one that a
    /// killed server left.
    /// </summary>
    public bool IsRecovered => Volatile.Read(ref _recovered);

    /// <summary>Stores what a killed server left in the journal. Returns how many commits there were.</summary>
    public async Task<int> RecoverAsync(CancellationToken ct)
    {
        var count = 0;
        foreach (var (commit, path) in _journal.ReadAll())
        {
            using (commit)
                await _committer.RecoverAsync(commit, path, ct);
            count++;
        }

        Volatile.Write(ref _recovered, true);
        return count;
    }

    /// <summary>Stores a batch. Takes ownership of it, whatever happens.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="ct">Ends the waiting; what is already queued is stored all the same.</param>
    /// <returns>Completes when the rows survive <c>kill -9</c> of every process.</returns>
    /// <exception cref="WriteRejectedException">The queue is full or the store is unavailable: the sender should try again later.</exception>
    public async Task WriteAsync(TelemetryBatch batch, CancellationToken ct)
    {
        if (batch.Rows == 0 || _unanswered.TryConsume(batch.RequestHash))
        {
            _pool.Return(batch);
            return;
        }

        var pending = new PendingBatch(batch);
        if (!_queues[(int)batch.Signal].TryEnqueue(pending))
        {
            _pool.Return(batch);
            throw new WriteRejectedException("the write queue is full", TimeSpan.FromSeconds(1));
        }

        await using var registration = ct.UnsafeRegister(static p => ((PendingBatch)p!).TryAbandon(), pending);
        await pending.Answer;
    }

    /// <summary>Whether a request is stored whose sender was never told.</summary>
    internal bool IsStoredUnanswered(ulong requestHash) => _unanswered.Contains(requestHash);

    /// <summary>Stores what is queued and stops; further calls do nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
            return;
        _stop.CancelAfter(StopTimeout);
        foreach (var queue in _queues)
            await queue.DisposeAsync();
        _journal.Clear();
        _stop.Dispose();
    }
}

using Almagest.ClickHouse.Http;
using Microsoft.Extensions.Logging;

namespace Almagest.Telemetry.Writing;

/// <summary>
/// Takes batches from all receivers and makes them durable in a journal; from there they go into the store, many in one insert. Safe for
/// concurrent use. Call <see cref="RecoverAsync"/> once before the first write, and <see cref="DisposeAsync"/> to store what is left and stop.
/// </summary>
public sealed partial class TelemetryWriter : IAsyncDisposable
{
    // What cannot be stored within this long because the store is away stays in the journal for the next start.
    static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    // A reader is shown what is there rather than kept longer by a store that is away or overloaded.
    static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(5);

    // Once a reader has waited in vain. Long enough for the inserts of an engine that is just back; a store that refuses them for hours must not cost every read more.
    static readonly TimeSpan StuckTimeout = TimeSpan.FromSeconds(2);

    readonly ISegmentStore _store;
    readonly Journal _journal;
    readonly UnansweredRequests _unanswered;
    readonly SignalQueue[] _queues;
    readonly WriterOptions _options;
    readonly WriterServices _services;
    readonly ILogger _logger;
    readonly CancellationTokenSource _stop = new();
    readonly TaskCompletionSource _recovered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    Task? _stuck;
    bool _disposed;

    /// <summary>A writer over <paramref name="client"/> with a journal. Reads through the client then see all that was acknowledged before them.</summary>
    public TelemetryWriter(ClickHouseClient client, JournalPlace journal, WriterOptions options, WriterServices services)
        : this(new ClickHouseSegmentStore(client), journal, options, services) => client.BeforeRead = FlushAsync;

    internal TelemetryWriter(ISegmentStore store, JournalPlace journal, WriterOptions options, WriterServices services)
    {
        (_store, _options, _services, _logger) = (store, options, services, services.Logger);
        _journal = new Journal(journal, services.Time);
        _unanswered = new UnansweredRequests(services.Time);
        _queues = [.. Enum.GetValues<Signal>().Select(signal =>
            new SignalQueue(signal, options, new SegmentInserter(signal, store, _journal, options, services, _stop.Token), _unanswered, services))];
    }

    /// <summary>
    /// Completes when <see cref="RecoverAsync"/> is through, and fails when that will not happen. What is written earlier has no tables to go to, and
    /// its segment would be taken for one that a killed server left.
    /// </summary>
    public Task Recovered => _recovered.Task;

    /// <summary>Stores what a killed server left in the journal; what was stored already is recognised by its token. Returns how many segments with rows there were.</summary>
    public async Task<int> RecoverAsync(CancellationToken ct)
    {
        var count = 0;
        foreach (var (segment, requestHashes, path) in _journal.ReadAll())
        {
            count += segment.Rows > 0 ? 1 : 0;
            using (segment)
                await StoreLeftAsync(segment, requestHashes, path, ct);
        }

        _recovered.TrySetResult();
        return count;
    }

    /// <summary>Makes a batch durable. Takes ownership of it, whatever happens.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="ct">Ends the waiting; what is already in the journal is stored all the same.</param>
    /// <returns>Completes when the rows survive <c>kill -9</c> of every process. Whoever reads through the store's client from then on sees them.</returns>
    /// <exception cref="WriteRejectedException">Too much waits for the store: nothing of the batch is kept, and the sender should try again later.</exception>
    public async Task WriteAsync(TelemetryBatch batch, CancellationToken ct)
    {
        if (batch.Rows == 0 || _unanswered.TryConsume(batch.RequestHash))
        {
            _services.Pool.Return(batch);
            return;
        }

        var pending = new PendingBatch(batch);
        if (!_queues[(int)batch.Signal].TryEnqueue(pending))
        {
            _services.Pool.Return(batch);
            throw new WriteRejectedException("the write queue is full", TimeSpan.FromSeconds(1));
        }

        try
        {
            await pending.Answer.WaitAsync(_options.AnswerTimeout, _services.Time, ct);
        }
        catch (TimeoutException) when (pending.TryWithdraw())
        {
            throw new WriteRejectedException("the store does not keep up", TimeSpan.FromSeconds(5));
        }
        catch (TimeoutException)
        {
            // It is being written to the journal at this moment.
            await pending.Answer;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            if (!pending.TryWithdraw())
                pending.TryAbandon();
            throw;
        }
    }

    /// <summary>Completes when all that was acknowledged before the call is in the store, or after 5 s.</summary>
    public ValueTask FlushAsync(CancellationToken ct) => FlushAsync(_queues, ct);

    // Samples wait long for their insert, and spans of the program itself come all the time: whoever looks at logs need not bring either forward.
    ValueTask FlushAsync(Statement statement, CancellationToken ct)
    {
        var signals = SignalReads.Of(statement);
        return FlushAsync(signals.Count == _queues.Length ? _queues : [.. _queues.Where(q => signals.Contains(q.Signal))], ct);
    }

    async ValueTask FlushAsync(SignalQueue[] queues, CancellationToken ct)
    {
        var flush = Task.WhenAll(queues.Select(static q => q.FlushAsync()));
        if (flush.IsCompleted)
            return;
        try
        {
            await flush.WaitAsync(_stuck is { IsCompleted: false } ? StuckTimeout : FlushTimeout, _services.Time, ct);
        }
        catch (TimeoutException)
        {
            // What is there is shown; as long as nothing moves others need not wait as long.
            _stuck = flush;
        }
    }

    /// <summary>Whether a request is stored whose sender was never told.</summary>
    internal bool IsStoredUnanswered(ulong requestHash) => _unanswered.Contains(requestHash);

    /// <summary>Stores what is left and stops; further calls do nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
            return;
        _recovered.TrySetException(new WriteRejectedException("the store did not start", TimeSpan.FromSeconds(1)));
        _stop.CancelAfter(StopTimeout);
        foreach (var queue in _queues)
            await queue.DisposeAsync();
        _journal.Clear();
        _stop.Dispose();
    }

    async Task StoreLeftAsync(Segment segment, IReadOnlyList<ulong> requestHashes, string path, CancellationToken ct)
    {
        try
        {
            foreach (var section in segment.Sections)
                await _store.InsertAsync(section, segment.TokenOf(section), ct);
        }
        catch (ClickHouseException refused)
        {
            // One segment that the store will never take must not keep the server from starting.
            SegmentSetAside(refused, Journal.SetAside(path));
            return;
        }

        foreach (var hash in requestHashes)
            _unanswered.Add(hash);
        _journal.FinishRecovered(path, segment, requestHashes);
        if (segment.Rows > 0)
            SegmentRecovered(segment.Id, segment.Rows);
    }

    [LoggerMessage(LogLevel.Error, "A segment left by a killed server was refused by the store; it is set aside as {Path}")]
    partial void SegmentSetAside(Exception error, string path);

    [LoggerMessage(LogLevel.Information, "Segment {Segment} of {Rows} rows was left by a killed server and is stored now")]
    partial void SegmentRecovered(Guid segment, int rows);
}

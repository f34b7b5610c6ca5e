using System.Threading.Channels;

namespace Almagest.Telemetry.Writing;

/// <summary>
/// The queue of one signal and the loop that turns it into commits. A commit starts when enough rows have gathered, when the
/// oldest batch has waited long enough, or when nothing new arrives for a moment: then most likely every sender is waiting for
/// its answer, and waiting longer would only slow them down.
/// </summary>
sealed class SignalQueue : IAsyncDisposable
{
    // A pause this long means that all senders wait. Measured with eight closed-loop senders: 5 ms gathers all of them.
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    // A pause ends the gathering only when the commit is worth a part of its own; fewer rows wait for the linger.
    const int RowsWorthAPart = 1000;

    readonly Signal _signal;
    readonly WriterOptions _options;
    readonly Committer _committer;
    readonly WriterServices _services;
    readonly Channel<PendingBatch> _channel = Channel.CreateUnbounded<PendingBatch>(new() { SingleReader = true });
    readonly SemaphoreSlim _slots;
    readonly Task _loop;
    long _queuedBytes;
    long _lastCommitAt;

    internal SignalQueue(Signal signal, WriterOptions options, Committer committer, WriterServices services)
    {
        (_signal, _options, _committer, _services) = (signal, options, committer, services);
        _slots = new SemaphoreSlim(options.ParallelCommits);
        services.Metrics.ObserveQueue(signal, () => Interlocked.Read(ref _queuedBytes));
        _loop = Task.Run(RunAsync);
    }

    internal bool TryEnqueue(PendingBatch pending)
    {
        // One batch larger than the whole limit is let in when nothing else waits: refusing it forever helps nobody.
        var queued = Interlocked.Add(ref _queuedBytes, pending.SizeBytes);
        if ((queued <= _options.MaxQueuedBytes || queued == pending.SizeBytes) && _channel.Writer.TryWrite(pending))
            return true;
        Interlocked.Add(ref _queuedBytes, -pending.SizeBytes);
        _services.Metrics.Rejected(_signal);
        return false;
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Writer.TryComplete();
        await _loop;
        for (var i = 0; i < _options.ParallelCommits; i++)
            await _slots.WaitAsync();
        _slots.Dispose();
    }

    async Task RunAsync()
    {
        while (await _channel.Reader.WaitToReadAsync())
        {
            await _slots.WaitAsync();
            var batches = await GatherAsync();
            _ = CommitAsync(batches);
        }
    }

    async Task<List<PendingBatch>> GatherAsync()
    {
        var batches = new List<PendingBatch>();
        var (rows, bytes) = (0, 0L);
        var idle = _services.Time.GetElapsedTime(_lastCommitAt) >= _options.MaxLinger;
        using var linger = new CancellationTokenSource(_options.MaxLinger, _services.Time);
        while (true)
        {
            while (!IsFull(rows, bytes) && _channel.Reader.TryRead(out var pending))
            {
                batches.Add(pending);
                (rows, bytes) = (rows + pending.Rows, bytes + pending.SizeBytes);
            }

            var enough = idle || rows >= RowsWorthAPart;
            if (IsFull(rows, bytes) || linger.IsCancellationRequested || !await MoreArrivesAsync(enough, linger.Token))
                break;
        }

        _lastCommitAt = _services.Time.GetTimestamp();
        return batches;
    }

    bool IsFull(int rows, long bytes) => rows >= _options.TargetRows || bytes >= _options.TargetBytes;

    /// <summary>Waits for another batch: until the pause when there is enough already, else until the linger ends.</summary>
    async Task<bool> MoreArrivesAsync(bool enough, CancellationToken linger)
    {
        using var pause = CancellationTokenSource.CreateLinkedTokenSource(linger);
        if (enough)
            pause.CancelAfter(Pause);
        try
        {
            return await _channel.Reader.WaitToReadAsync(pause.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    async Task CommitAsync(List<PendingBatch> batches)
    {
        try
        {
            await _committer.CommitAsync(_signal, batches);
        }
        finally
        {
            Interlocked.Add(ref _queuedBytes, -batches.Sum(static b => (long)b.SizeBytes));
            _slots.Release();
        }
    }
}

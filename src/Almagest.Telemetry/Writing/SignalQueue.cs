using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Almagest.Telemetry.Writing;

/// <summary>
/// The queue of one signal and the loop that empties it: whatever waits is prepared, goes into the journal as one record, and its senders are
/// answered. Inserting follows behind; when it falls too far behind, the loop waits for it and the queue fills.
/// </summary>
sealed partial class SignalQueue : IAsyncDisposable
{
    static readonly TimeSpan DiskPause = TimeSpan.FromSeconds(5);

    readonly Signal _signal;
    readonly WriterOptions _options;
    readonly SegmentInserter _inserter;
    readonly UnansweredRequests _unanswered;
    readonly WriterServices _services;
    readonly ILogger _logger;
    readonly Channel<PendingBatch> _channel = Channel.CreateUnbounded<PendingBatch>(new() { SingleReader = true });
    readonly Task _loop;
    long _queuedBytes;

    internal SignalQueue(Signal signal, WriterOptions options, SegmentInserter inserter, UnansweredRequests unanswered, WriterServices services)
    {
        (_signal, _options, _inserter, _unanswered, _services, _logger) = (signal, options, inserter, unanswered, services, services.Logger);
        services.Metrics.ObserveQueue(signal, () => Interlocked.Read(ref _queuedBytes) + _inserter.Bytes);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>What it carries.</summary>
    internal Signal Signal => _signal;

    internal bool TryEnqueue(PendingBatch pending)
    {
        // One batch larger than the whole limit is let in when nothing else waits: refusing it forever helps nobody.
        var queued = Interlocked.Add(ref _queuedBytes, pending.SizeBytes);
        if ((queued <= _options.MaxQueuedBytes / 2 || queued == pending.SizeBytes) && _channel.Writer.TryWrite(pending))
            return true;
        Interlocked.Add(ref _queuedBytes, -pending.SizeBytes);
        _services.Metrics.Rejected(_signal);
        return false;
    }

    /// <summary>Completes when everything that was acknowledged before the call is in the store.</summary>
    internal Task FlushAsync() => _inserter.FlushAsync();

    public async ValueTask DisposeAsync()
    {
        _channel.Writer.TryComplete();
        await _loop;
        await _inserter.DisposeAsync();
    }

    async Task RunAsync()
    {
        var (taken, claimed) = (new List<PendingBatch>(), new List<PendingBatch>());
        while (await _channel.Reader.WaitToReadAsync())
        {
            await _inserter.WaitForRoomAsync();
            taken.Clear();
            claimed.Clear();
            var bytes = 0L;
            while (bytes < _options.TargetBytes && _channel.Reader.TryRead(out var pending))
            {
                taken.Add(pending);
                bytes += pending.SizeBytes;
                if (pending.TryClaim())
                    claimed.Add(pending);
            }

            if (claimed.Count > 0)
                Accept(claimed);
            foreach (var pending in taken)
                _services.Pool.Return(pending.Batch);
            Interlocked.Add(ref _queuedBytes, -bytes);
        }
    }

    void Accept(List<PendingBatch> batches)
    {
        try
        {
            Prepare(batches);
            _inserter.Append(batches);
            foreach (var pending in batches)
                _services.Registrations.Confirm(pending.Batch.Registrations);
            Tell(batches);
            foreach (var pending in batches)
            {
                if (!pending.TryAnswerStored())
                    _unanswered.Add(pending.RequestHash);
            }
        }
#pragma warning disable CA1031 // Whatever goes wrong, the senders must be told and the loop must go on.
        catch (Exception error)
#pragma warning restore CA1031
        {
            NotAccepted(error, _signal, batches.Count);
            _services.Metrics.Failed(_signal);
            // A full disk is no fault of what was sent, and somebody will make room: senders must not throw it away.
            var answer = error is IOException or UnauthorizedAccessException ? new WriteRejectedException("the server cannot write to its disk; its log tells why", DiskPause) : error;
            foreach (var pending in batches)
                pending.TryReject(answer);
        }
    }

    void Prepare(List<PendingBatch> batches)
    {
        foreach (var preparer in _services.Preparers)
        {
            foreach (var pending in batches)
            {
                try
                {
                    preparer.Prepare(pending.Batch);
                }
#pragma warning disable CA1031 // Whatever goes wrong with what is derived, the rows themselves are sound and their sender waits.
                catch (Exception error)
#pragma warning restore CA1031
                {
                    _services.Metrics.PreparationFailed(_signal);
                    PreparationFailed(error, _signal);
                }
            }
        }
    }

    /// <summary>Before the senders are answered: whoever was told "stored" and asks at once must be shown the rows.</summary>
    void Tell(List<PendingBatch> batches)
    {
        foreach (var listener in _services.Listeners)
        {
            foreach (var pending in batches)
                listener.Stored(pending.Batch);
        }
    }

    [LoggerMessage(LogLevel.Warning, "A batch of {Signal} is stored without what is derived from it")]
    partial void PreparationFailed(Exception error, Signal signal);

    [LoggerMessage(LogLevel.Error, "{Batches} batches of {Signal} could not be accepted")]
    partial void NotAccepted(Exception error, Signal signal, int batches);
}

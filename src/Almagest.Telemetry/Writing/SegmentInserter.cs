using System.Threading.Channels;
using Almagest.ClickHouse.Http;
using Microsoft.Extensions.Logging;

namespace Almagest.Telemetry.Writing;

/// <summary>
/// The segments of one signal: one grows with the journal, those before it go into the store. A segment is inserted when it is full, when its
/// first row has waited for the linger, or when a reader wants to see what was acknowledged. Safe for concurrent use.
/// </summary>
sealed partial class SegmentInserter : IAsyncDisposable
{
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    const int FewRows = 20_000;

    // What goes away without a change to the rows: too slow, no memory for now, stopped, a full disk, an unknown fault of the store.
    static readonly HashSet<int> Passing = [159, 160, 241, 243, 394, 1000, 1001, 1002];

    readonly Signal _signal;
    readonly ISegmentStore _store;
    readonly Journal _journal;
    readonly WriterOptions _options;
    readonly WriterServices _services;
    readonly ILogger _logger;
    readonly CancellationToken _stopping;
    readonly Channel<(Segment Segment, JournalFile File)> _opened = Channel.CreateUnbounded<(Segment, JournalFile)>();
    readonly List<Segment> _unstored = [];
    readonly Task[] _loops;
    readonly Lock _lock = new();
    (Segment Segment, JournalFile File)? _growing;
    TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal SegmentInserter(Signal signal, ISegmentStore store, Journal journal, WriterOptions options, WriterServices services, CancellationToken stopping)
    {
        (_signal, _store, _journal, _options, _services, _logger, _stopping) = (signal, store, journal, options, services, services.Logger, stopping);
        _loops = [.. Enumerable.Range(0, options.ParallelCommits).Select(_ => Task.Run(RunAsync))];
    }

    /// <summary>Bytes that are acknowledged and not in the store.</summary>
    internal long Bytes
    {
        get
        {
            lock (_lock)
                return _unstored.Sum(static s => (long)s.Bytes);
        }
    }

    /// <summary>Puts rows into the journal and into the segment that grows. When this returns they are durable.</summary>
    /// <exception cref="IOException">The journal cannot be written; nothing is kept.</exception>
    internal void Append(IReadOnlyList<PendingBatch> batches)
    {
        lock (_lock)
        {
            var (segment, file) = _growing ??= Open();
            var record = segment.Add(batches);
            try
            {
                file.Append(record);
            }
            catch
            {
                Segment.Undo(record);
                throw;
            }

            if (_options.IsFull(_signal, segment))
            {
                segment.MakeDue();
                _growing = null;
            }
        }
    }

    /// <summary>Completes when less waits for the store than may.</summary>
    internal async Task WaitForRoomAsync()
    {
        while (true)
        {
            Task ended;
            lock (_lock)
            {
                if (Bytes < _options.MaxQueuedBytes / 2)
                    return;
                // Senders wait from now on. What is under way makes room by itself; only rows that could linger stand in their way for longer.
                if (_growing is { Segment: var growing } && _unstored.TrueForAll(s => s == growing))
                    growing.MakeDue();
                ended = _ended.Task;
            }

            await ended;
        }
    }

    /// <summary>Completes when everything that was appended before the call is in the store.</summary>
    internal Task FlushAsync()
    {
        lock (_lock)
        {
            _growing?.Segment.MakeDue();
            return _unstored.Count == 0 ? Task.CompletedTask : Task.WhenAll(_unstored.Select(static s => s.Ended));
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (_lock)
            _growing?.Segment.MakeDue();
        _opened.Writer.TryComplete();
        await Task.WhenAll(_loops);
    }

    (Segment, JournalFile) Open()
    {
        var segment = new Segment(Guid.CreateVersion7());
        var file = _journal.Open(segment);
        _unstored.Add(segment);
        _opened.Writer.TryWrite((segment, file));
        return (segment, file);
    }

    async Task RunAsync()
    {
        await foreach (var (segment, file) in _opened.Reader.ReadAllAsync())
        {
            await LingerAsync(segment);
            lock (_lock)
            {
                if (_growing?.Segment == segment)
                    _growing = null;
            }

            file.Dispose();
            await StoreAsync(segment, file.Path);
            segment.End();
            lock (_lock)
            {
                _unstored.Remove(segment);
                segment.Dispose();
                _ended.TrySetResult();
                _ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    // Readers of logs and traces wait for what lingers, so many rows do not; PromQL has samples in memory.
    async Task LingerAsync(Segment segment)
    {
        var (longest, usual) = (_options.LingerOf(_signal, _services.SharedStore), _options.LingerOf(_signal, sharedStore: true));
        await Task.WhenAny(segment.Due, Task.Delay(usual, _services.Time));
        if (longest > usual && (_signal == Signal.Metrics || RowsOf(segment) < FewRows))
            await Task.WhenAny(segment.Due, Task.Delay(longest - usual, _services.Time));
    }

    int RowsOf(Segment segment)
    {
        lock (_lock)
            return segment.Rows;
    }

    async Task StoreAsync(Segment segment, string path)
    {
        var started = _services.Time.GetTimestamp();
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                foreach (var section in segment.Sections.Where(static s => s.Rows > 0))
                    await _store.InsertAsync(section, segment.TokenOf(section), _stopping);
                _journal.Finish(path);
                _services.Metrics.Committed(_signal, segment, _services.Time.GetElapsedTime(started));
                return;
            }
            catch (Exception refused) when (IsFinal(refused))
            {
                // One segment that the store will never take must not keep others from it.
                _services.Metrics.Failed(_signal);
                _services.Registrations.Forget();
                SegmentSetAside(refused, _signal, segment.Rows, Journal.SetAside(path));
                return;
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                SegmentLeft(_signal, segment.Rows);
            }
#pragma warning disable CA1031 // What is acknowledged must be stored, whatever stands in the way now.
            catch (Exception failed)
#pragma warning restore CA1031
            {
                SegmentNotStored(failed, _signal, segment.Rows);
                await Task.Delay(Pause, _services.Time, _stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    static bool IsFinal(Exception failed) => failed switch
    {
        ClickHouseException refused => !refused.IsTransient && !Passing.Contains(refused.Code),
        _ => failed is InvalidDataException,
    };

    [LoggerMessage(LogLevel.Error, "{Rows} rows of {Signal} were refused by the store; they are set aside as {Path}")]
    partial void SegmentSetAside(Exception error, Signal signal, int rows, string path);

    [LoggerMessage(LogLevel.Warning, "{Rows} rows of {Signal} could not be stored; they stay in the journal and are tried again")]
    partial void SegmentNotStored(Exception error, Signal signal, int rows);

    [LoggerMessage(LogLevel.Warning, "{Rows} rows of {Signal} are left in the journal for the next start")]
    partial void SegmentLeft(Signal signal, int rows);
}

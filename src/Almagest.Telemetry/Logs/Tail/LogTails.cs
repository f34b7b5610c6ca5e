using System.Collections.Immutable;
using Almagest.Telemetry.Writing;

namespace Almagest.Telemetry.Logs.Tail;

/// <summary>Shows stored lines to whoever follows them. Costs one comparison a batch while nobody does.</summary>
public sealed class LogTails : ICommitListener
{
    ImmutableArray<LogTail> _tails = [];

    /// <summary>How many follow.</summary>
    public int Count => _tails.Length;

    /// <inheritdoc/>
    public void Stored(TelemetryBatch batch)
    {
        var tails = _tails;
        if (tails.Length == 0 || batch.Signal != Signal.Logs || batch.Logs.Rows == 0)
            return;
        StoredLines.Read(batch.Logs, tails);
    }

    /// <summary>Begins to follow; the tail is disposed by its reader.</summary>
    public LogTail Add(LogTailRequest request)
    {
        var tail = new LogTail(request, Remove);
        ImmutableInterlocked.Update(ref _tails, static (tails, added) => tails.Add(added), tail);
        return tail;
    }

    void Remove(LogTail tail) => ImmutableInterlocked.Update(ref _tails, static (tails, gone) => tails.Remove(gone), tail);
}

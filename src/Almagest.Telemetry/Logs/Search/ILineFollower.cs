namespace Almagest.Telemetry.Logs.Search;

/// <summary>Lines that answer a question, as they are stored. Read by one thread at a time; dispose of it to be told no more.</summary>
public interface ILineFollower : IDisposable
{
    /// <summary>Waits until there may be lines; false when there will be none any more.</summary>
    ValueTask<bool> WaitAsync(CancellationToken ct);

    /// <summary>Those that wait, up to <paramref name="most"/>, in the order in which they were stored.</summary>
    ValueTask<IReadOnlyList<FoundLog>> TakeAsync(int most, CancellationToken ct);

    /// <summary>How many lines were lost since the last call because they came faster than they were taken.</summary>
    long TakeDropped();
}

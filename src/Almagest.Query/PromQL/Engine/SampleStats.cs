namespace Almagest.Query.PromQL.Engine;

/// <summary>Counts samples as Prometheus does: per step those that take part, and once those that are read. Thread-safe.</summary>
sealed class SampleStats(int steps, bool perStep)
{
    readonly long[]? _perStep = perStep ? new long[steps] : null;
    long _total;
    long _read;

    public long Total => Volatile.Read(ref _total);

    public long Read => Volatile.Read(ref _read);

    /// <summary>Null when not counted.</summary>
    public long[]? PerStep => _perStep;

    public void AddTotal(long samples) => Interlocked.Add(ref _total, samples);

    public void AddRead(long samples) => Interlocked.Add(ref _read, samples);

    public void AddAtStep(int step, long samples)
    {
        if (_perStep is not null)
            Interlocked.Add(ref _perStep[step], samples);
    }

    /// <summary>The counts so far, to go back to when a way of evaluation turns out not to work.</summary>
    public (long Total, long Read, long[]? PerStep) Save() => (Total, Read, (long[]?)_perStep?.Clone());

    public void Restore((long Total, long Read, long[]? PerStep) saved)
    {
        (_total, _read) = (saved.Total, saved.Read);
        saved.PerStep?.CopyTo(_perStep.AsSpan());
    }

    /// <summary>Counts what a part that is evaluated once took, for all steps.</summary>
    public void AddToAllSteps(SampleStats part)
    {
        AddTotal(part.Total * steps);
        AddRead(part.Read);
        for (var step = 0; step < _perStep?.Length; step++)
            _perStep[step] += part.Total;
    }
}

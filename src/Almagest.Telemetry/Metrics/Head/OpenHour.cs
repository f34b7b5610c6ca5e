namespace Almagest.Telemetry.Metrics.Head;

/// <summary>The series that have samples of one hour which are not in chunks yet.</summary>
sealed class OpenHour(long nowUnixSeconds)
{
    readonly Lock _lock = new();
    List<HeadSeries> _series = [];
    long _changedAt = nowUnixSeconds;

    /// <summary>When the first of the samples came, Unix seconds.</summary>
    internal long Since { get; private set; } = nowUnixSeconds;

    /// <summary>When a series was added last, Unix seconds.</summary>
    internal long ChangedAt => Volatile.Read(ref _changedAt);

    internal void Add(HeadSeries series, long nowUnixSeconds)
    {
        lock (_lock)
        {
            if (_series.Count == 0)
                Since = nowUnixSeconds;
            _series.Add(series);
            Volatile.Write(ref _changedAt, nowUnixSeconds);
        }
    }

    internal bool IsEmpty
    {
        get
        {
            lock (_lock)
                return _series.Count == 0;
        }
    }

    /// <summary>Takes the list; series with newer samples are listed anew.</summary>
    internal List<HeadSeries> Take()
    {
        lock (_lock)
            return Interlocked.Exchange(ref _series, []);
    }
}

namespace Almagest.Server.Ingest.Logs.Pipelines.Effects;

/// <summary>
/// So many lines a second for senders that are held up rather than lose lines. A request is taken as a whole while there is no debt, then pays for its lines:
/// the next one waits for what it took too much. Used by many threads at once.
/// </summary>
sealed class LineThrottle(double rate, double burst, TimeProvider time)
{
    readonly Lock _lock = new();
    readonly double _burst = burst;
    double _left = burst;
    long _at = time.GetTimestamp();

    /// <summary>How long it takes until there is no debt; zero when there is none.</summary>
    internal TimeSpan Debt()
    {
        lock (_lock)
        {
            Refill();
            return _left >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(-_left / rate, TimeSpan.SecondsPerDay));
        }
    }

    /// <summary>Pays for lines.</summary>
    internal void Use(int lines)
    {
        lock (_lock)
        {
            Refill();
            _left -= lines;
        }
    }

    void Refill()
    {
        var now = time.GetTimestamp();
        _left = Math.Min(_burst, _left + (time.GetElapsedTime(_at, now).TotalSeconds * rate));
        _at = now;
    }
}

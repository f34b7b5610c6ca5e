namespace Almagest.Telemetry.Logs.Patterns;

/// <summary>
/// How many new patterns a service may have: a first lot, and some a minute after that. Without it a service whose lines have nothing in common would
/// write a pattern a line.
/// </summary>
sealed class PatternBudget(PatternLimits limits)
{
    double _left = limits.MaxPatterns;
    long _seconds;

    /// <summary>Takes one; false when none is left now.</summary>
    internal bool TryTake(long seconds)
    {
        if (_seconds != 0 && seconds > _seconds)
            _left = Math.Min(limits.MaxPatterns, _left + ((seconds - _seconds) * limits.NewPatternsPerMinute / 60.0));
        _seconds = seconds;
        if (_left < 1)
            return false;
        _left--;
        return true;
    }
}

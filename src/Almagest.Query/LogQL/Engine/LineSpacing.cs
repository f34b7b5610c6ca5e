namespace Almagest.Query.LogQL.Engine;

/// <summary>The <c>interval</c> of a query of lines: a line is shown when it is at least so far from the one shown before.</summary>
sealed class LineSpacing(LogDirection direction, long intervalNano)
{
    long? _last;

    internal bool Admits(long timeNano)
    {
        if (intervalNano != 0 && _last is { } last && (direction == LogDirection.Forward ? timeNano < last + intervalNano : timeNano > last - intervalNano))
            return false;
        _last = timeNano;
        return true;
    }
}

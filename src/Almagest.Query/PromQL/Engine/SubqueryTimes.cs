namespace Almagest.Query.PromQL.Engine;

/// <summary>At which times a subquery is evaluated, given those of the expression around it.</summary>
/// <param name="Outer">The subquery around this one; null when there is none.</param>
/// <param name="OffsetMs">Its offset.</param>
/// <param name="RangeMs">Its range.</param>
/// <param name="StepMs">Its step.</param>
sealed record SubqueryTimes(SubqueryTimes? Outer, long OffsetMs, long RangeMs, long StepMs)
{
    /// <summary>The first time after <paramref name="fromMs"/> that is a multiple of the step, and the last time that may be.</summary>
    public static (long StartMs, long EndMs) Within(long fromMs, long toMs, long stepMs)
    {
        var start = stepMs * (fromMs / stepMs);
        return (start <= fromMs ? start + stepMs : start, toMs);
    }

    /// <summary>The times that belong to a query whose first and last steps are these.</summary>
    public (long StartMs, long EndMs) Of(long startMs, long endMs)
    {
        if (Outer is not null)
        {
            (startMs, endMs) = Outer.Of(startMs, endMs);
            endMs -= (endMs - startMs) % Outer.StepMs;
        }

        return Within(startMs - OffsetMs - RangeMs, endMs - OffsetMs, StepMs);
    }
}

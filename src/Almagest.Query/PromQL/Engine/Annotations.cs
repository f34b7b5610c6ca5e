using Almagest.Query.Common;

namespace Almagest.Query.PromQL.Engine;

/// <summary>The remarks of one evaluation, with the steps each is about. Thread-safe: series are evaluated side by side.</summary>
sealed class Annotations
{
    readonly Lock _lock = new();
    readonly Dictionary<(string Text, SourceSpan Span, SubqueryTimes? Times), RemarkedSteps> _all = [];
    int _added;

    /// <summary>Adds a remark about the steps of a range; null when it is not known which.</summary>
    public void Add(Annotation annotation, SubqueryTimes? times, StepGrid grid, (int From, int To)? steps)
    {
        lock (_lock)
        {
            var remarked = Find(annotation, times, grid);
            if (steps is null)
                remarked.AddUnknown(annotation);
            for (var step = steps?.From ?? 0; step < (steps?.To ?? 0); step++)
                remarked.Add(annotation, step);
        }
    }

    /// <summary>Adds a remark about several steps, a bit each.</summary>
    public void Add(Annotation annotation, SubqueryTimes? times, StepGrid grid, ReadOnlySpan<ulong> steps)
    {
        lock (_lock)
            Find(annotation, times, grid).Add(steps);
    }

    /// <summary>All remarks; of those with the same text the one that decides on the position is where <see cref="QueryRemarks"/> expects it.</summary>
    public QueryRemarks ToRemarks()
    {
        lock (_lock)
            return _all.Count == 0 ? QueryRemarks.None : new QueryRemarks([.. _all.Values.OrderBy(static r => r.Order).Select(static r => r.ToPlaced())]);
    }

    RemarkedSteps Find(Annotation annotation, SubqueryTimes? times, StepGrid grid)
    {
        _added++;
        var key = (annotation.Text, annotation.Span, times);
        if (!_all.TryGetValue(key, out var remarked))
            _all[key] = remarked = new RemarkedSteps(annotation, times, grid) { Order = _added };
        // The latest of plain remarks stands for all of the same text; those with details keep the first.
        if (!annotation.HasDetails)
            remarked.Order = _added;
        return remarked;
    }
}

namespace Almagest.Query.PromQL.Engine;

/// <summary>One remark of an evaluation at one place of the query, and the steps it is about.</summary>
sealed class RemarkedSteps(Annotation annotation, SubqueryTimes? times, StepGrid grid)
{
    readonly ulong[] _steps = new ulong[StepBits.Words(grid.Count)];
    readonly Dictionary<int, Annotation>? _details = annotation.HasDetails ? [] : null;
    Annotation? _unknown;

    /// <summary>Where it stands among those of the same text.</summary>
    public int Order { get; set; }

    public void Add(Annotation occurrence, int step)
    {
        StepBits.Set(_steps, step);
        if (_details is not null)
            _details[step] = _details.TryGetValue(step, out var earlier) ? occurrence.Merge(earlier) : occurrence;
    }

    public void Add(ReadOnlySpan<ulong> steps)
    {
        for (var word = 0; word < _steps.Length; word++)
            _steps[word] |= steps[word];
    }

    /// <summary>An occurrence whose steps are not known.</summary>
    public void AddUnknown(Annotation occurrence) => _unknown = _unknown is null ? occurrence : occurrence.Merge(_unknown);

    public PlacedRemark ToPlaced()
    {
        if (_unknown is not null)
        {
            var all = _unknown;
            foreach (var detail in _details?.Values ?? Enumerable.Empty<Annotation>())
                all = detail.Merge(all);
            return new PlacedRemark(all, times, null, null);
        }

        var at = new long[StepBits.Count(_steps)];
        var details = _details is null ? null : new Annotation[at.Length];
        var next = 0;
        for (var step = StepBits.Next(_steps, 0); step >= 0; step = StepBits.Next(_steps, step + 1))
        {
            if (details is not null)
                details[next] = _details![step];
            at[next++] = grid.StartMs + (step * grid.StepMs);
        }

        return new PlacedRemark(annotation, times, at, details);
    }
}

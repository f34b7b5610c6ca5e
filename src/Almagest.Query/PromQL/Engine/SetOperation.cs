namespace Almagest.Query.PromQL.Engine;

/// <summary><c>and</c>, <c>or</c> and <c>unless</c>: whole words of steps at a time.</summary>
sealed class SetOperation(Evaluator evaluator, string name, SignaturePairs pairs)
{
    readonly Dictionary<Signature, ulong[]> _present = [];

    public List<StepColumn> Run()
    {
        foreach (var column in name == "or" ? pairs.Right : pairs.Left)
            Mask(column, pairs.Find(column.Labels));
        if (name != "or")
            pairs.Right.ForEach(static column => column.Release());
        List<StepColumn> columns = [.. (name == "or" ? pairs.Left.Concat(pairs.Right) : pairs.Left).Where(static column => !column.IsEmpty)];
        return Joined(columns);
    }

    // or: the right side counts where the left has nothing; and, unless: the left where the right has something, or nothing.
    void Mask(StepColumn column, Signature signature)
    {
        var others = Steps(signature);
        for (var word = 0; word < others.Length; word++)
            column.Present[word] &= name == "and" ? others[word] : ~others[word];
    }

    ulong[] Steps(Signature signature)
    {
        if (_present.TryGetValue(signature, out var bits))
            return bits;
        bits = new ulong[StepBits.Words(evaluator.Grid.Count)];
        foreach (var column in name == "or" ? signature.Left : signature.Right)
            for (var word = 0; word < bits.Length; word++)
                bits[word] |= column.Present[word];
        return _present[signature] = bits;
    }

    // Both sides of "or" may have the same series at different steps.
    List<StepColumn> Joined(List<StepColumn> columns) =>
        name == "or" && !(evaluator.Grid.IsInstant && evaluator.Context.Features.DelayedNameRemoval) ? ColumnMerge.Merge(columns) : columns;
}

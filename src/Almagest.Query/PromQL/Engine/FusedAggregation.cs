using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.PromQL.Engine;

/// <summary>
/// Aggregates rows of floats while they are produced. Rows are filled in batches, by several threads; then each thread adds the batch, in order of labels, over its own
/// part of the steps. So the result does not depend on the number of threads, and no more than a batch is in memory.
/// </summary>
sealed class FusedAggregation
{
    // A batch of 1 MiB stays in the second-level cache between filling and adding.
    const int BatchValues = 128 * 1024;

    readonly Evaluator _evaluator;
    readonly GroupIndex _groups;
    readonly string _operator;
    readonly List<FloatAccumulator> _accumulators = [];

    // Whether it matters that a function has dropped name, type and unit; else no label set per series has to be made.
    readonly bool _needsMetadata;

    FusedAggregation(Evaluator evaluator, AggregateExpr aggregate)
    {
        (_evaluator, _operator) = (evaluator, aggregate.Operator);
        _groups = new GroupIndex(aggregate.Grouping, aggregate.Without);
        _needsMetadata = aggregate.Without || aggregate.Grouping.Any(static label => label is Model.Labels.MetricName or "__type__" or "__unit__");
    }

    /// <summary>The aggregate, or null when there are histograms among the rows.</summary>
    public static List<StepColumn>? TryRun(Evaluator evaluator, AggregateExpr aggregate, RowSource rows)
    {
        var fused = new FusedAggregation(evaluator, aggregate);
        var before = evaluator.Stats.Save();
        if (fused.AddAll(rows))
            return fused.Finish();
        evaluator.Stats.Restore(before);
        return null;
    }

    /// <summary>The aggregate of columns that are there already; they are consumed.</summary>
    public static List<StepColumn> Run(Evaluator evaluator, AggregateExpr aggregate, List<StepColumn> columns)
    {
        var fused = new FusedAggregation(evaluator, aggregate);
        foreach (var column in columns)
        {
            fused.Accumulator(column.Labels, column.DropName).Add(column, 0, column.Steps);
            column.Release();
        }

        return fused.Finish();
    }

    bool AddAll(RowSource rows)
    {
        var steps = _evaluator.Grid.Count;
        var size = Math.Clamp(BatchValues / steps, 16, 1024);
        var batch = StepColumn.RentBatch(Math.Min(size, rows.Count), steps);
        var targets = new FloatAccumulator[batch.Length];
        var seen = rows.MayCollide ? new HashSet<Model.Labels>() : null;
        try
        {
            for (var from = 0; from < rows.Count; from += size)
            {
                var to = Math.Min(rows.Count, from + size);
                var start = from;
                rows.ForEach(from, to, (index, scratch) =>
                {
                    batch[index - start].Clear();
                    rows.Fill(index, scratch, batch[index - start]);
                });
                for (var i = from; i < to; i++)
                {
                    if (batch[i - from].Histograms is not null)
                        return false;
                    if (batch[i - from].IsEmpty)
                        continue;
                    if (seen?.Add(rows.LabelsOf(i)) == false)
                        throw ColumnMerge.SameLabels();
                    targets[i - from] = Accumulator(_needsMetadata ? rows.LabelsOf(i) : rows.SourceLabels(i), rows.DropsName(i));
                }

                Add(batch.AsMemory(0, to - from), targets, steps);
            }
        }
        finally
        {
            if (batch.Length > 0)
                batch[0].Release();
        }

        return true;
    }

    void Add(ReadOnlyMemory<StepColumn> batch, FloatAccumulator[] targets, int steps)
    {
        var threads = (long)batch.Length * steps < 32 * 1024 ? 1 : Math.Min(_evaluator.Context.Threads, StepBits.Words(steps));
        if (threads == 1)
        {
            AddSteps(batch.Span, targets, 0, steps);
            return;
        }

        var words = StepBits.Words(steps);
        Parallels.For(threads, threads, part => AddSteps(batch.Span, targets, words * part / threads * 64, Math.Min(steps, words * (part + 1) / threads * 64)));
    }

    static void AddSteps(ReadOnlySpan<StepColumn> batch, FloatAccumulator[] targets, int from, int to)
    {
        for (var i = 0; i < batch.Length; i++)
            if (!batch[i].IsEmpty)
                targets[i].Add(batch[i], from, to);
    }

    FloatAccumulator Accumulator(Model.Labels series, bool dropName)
    {
        var group = _groups.Of(series);
        if (group == _accumulators.Count)
        {
            var column = StepColumn.Rent(_groups.Groups[group], _evaluator.Grid.Count);
            _accumulators.Add(FloatAccumulator.Create(_operator, column) ?? throw new InvalidOperationException($"aggregation \"{_operator}\" can not be fused"));
        }

        _accumulators[group].Result.DropName |= dropName;
        return _accumulators[group];
    }

    List<StepColumn> Finish()
    {
        var columns = new List<StepColumn>(_accumulators.Count);
        foreach (var accumulator in _accumulators)
        {
            accumulator.Finish();
            accumulator.Release();
            accumulator.Result.Hold(_evaluator.Context);
            columns.Add(accumulator.Result);
        }

        return columns;
    }
}

using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.PromQL.Engine;

/// <summary>
/// Aggregates rows of floats while they are produced. Rows are filled in pieces, by several threads; the pieces are added in order of labels, several parts of the steps at a time.
/// So the result does not depend on the number of threads, and few rows are in memory.
/// </summary>
sealed class FusedAggregation
{
    // A piece of 128 KiB stays in the second-level cache between filling and adding.
    const int PieceValues = 16 * 1024;

    // So many that all threads end at nearly the same time, but no smaller ones than are worth being handed on.
    const int PiecesPerThread = 32;
    const int LeastPiece = 4;
    const int MostPiece = 64;

    // Room to go on while another thread, which was put aside for a while, still has its piece: 1 MiB.
    const int RoomValues = 128 * 1024;
    const int SlotsPerThread = 3;

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
        if (rows.Count == 0)
            return true;
        var steps = _evaluator.Grid.Count;
        var threads = rows.Threads;
        var size = Math.Clamp(Math.Min(PieceValues / steps, rows.Count / (threads * PiecesPerThread)), LeastPiece, MostPiece);
        var count = (rows.Count + size - 1) / size;
        var slots = Math.Min(count, threads == 1 ? 1 : Math.Max(threads * SlotsPerThread, RoomValues / (size * steps)));
        var batch = StepColumn.RentBatch(slots * size, steps);
        try
        {
            return AddAll(rows, batch, (count, size), threads);
        }
        finally
        {
            batch[0].Release();
        }
    }

    bool AddAll(RowSource rows, StepColumn[] batch, (int Count, int Size) pieces, int threads)
    {
        var (size, steps) = (pieces.Size, _evaluator.Grid.Count);
        var targets = new FloatAccumulator[batch.Length];
        var seen = rows.MayCollide ? new HashSet<Model.Labels>() : null;
        // Accumulators are made in order of labels, then each range of steps is added by itself.
        var words = StepBits.Words(steps);
        var parts = Math.Min(threads, words);
        var stages = new List<Func<int, bool>> { Place };
        for (var part = 0; part < parts; part++)
        {
            var (from, to) = (words * part / parts * 64, Math.Min(steps, words * (part + 1) / parts * 64));
            stages.Add(piece =>
            {
                AddSteps(batch.AsSpan(At(piece), CountOf(piece)), targets.AsSpan(At(piece)), from, to);
                return true;
            });
        }

        var work = new OrderedPieces(pieces.Count, batch.Length / size, piece => rows.Fill(piece * size, batch.AsSpan(At(piece), CountOf(piece))), stages);
        if (threads == 1)
            work.Work(static () => true);
        else
            Parallels.For(threads, threads, thread => work.Work(() => thread == 0 || thread < rows.Threads));
        return !work.WasEnded;

        int At(int piece) => piece * size % batch.Length;

        int CountOf(int piece) => Math.Min(size, rows.Count - piece * size);

        bool Place(int piece)
        {
            for (var (i, at, end) = (piece * size, At(piece), At(piece) + CountOf(piece)); at < end; i++, at++)
            {
                if (batch[at].Histograms is not null)
                    return false;
                if (batch[at].IsEmpty)
                    continue;
                if (seen?.Add(rows.LabelsOf(i)) == false)
                    throw ColumnMerge.SameLabels();
                targets[at] = Accumulator(_needsMetadata ? rows.LabelsOf(i) : rows.SourceLabels(i), rows.DropsName(i));
            }

            return true;
        }
    }

    static void AddSteps(ReadOnlySpan<StepColumn> batch, ReadOnlySpan<FloatAccumulator> targets, int from, int to)
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

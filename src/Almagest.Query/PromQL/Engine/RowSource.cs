using System.Collections.Concurrent;
using Almagest.Model;

namespace Almagest.Query.PromQL.Engine;

/// <summary>
/// Produces one row of steps per series, in order of labels, without holding the others: what an aggregation is fused with. Rows may be
/// filled by several threads at once.
/// </summary>
abstract class RowSource(Evaluator evaluator)
{
    // Below this many series the start of a second thread costs more than it saves.
    const int ParallelFrom = 16;

    // Series between two looks at whether another query has to be let pass: some milliseconds.
    const int PerTurn = 64;

    static readonly ConcurrentBag<SeriesScratch> Scratches = [];

    protected Evaluator Evaluator => evaluator;

    protected StepGrid Grid => evaluator.Grid;

    /// <summary>How many series there are.</summary>
    public abstract int Count { get; }

    /// <summary>Labels of a row.</summary>
    public abstract Labels LabelsOf(int index);

    /// <summary>Labels of the series a row is made of.</summary>
    public abstract Labels SourceLabels(int index);

    /// <summary>Whether the name of a row is to be dropped at the end.</summary>
    public abstract bool DropsName(int index);

    /// <summary>Whether dropping names may leave two rows with the same labels: only when series of several metrics lose theirs.</summary>
    public bool MayCollide => !evaluator.Context.Features.DelayedNameRemoval && !IsOfOneMetric && Enumerable.Range(0, Count).Any(i => DropsName(i) && SourceLabels(i).Metric != SourceLabels(0).Metric);

    /// <summary>Whether the selector asks for one metric by name, so that nobody has to look.</summary>
    protected abstract bool IsOfOneMetric { get; }

    /// <summary>How many threads are worth having, and may be had now.</summary>
    public int Threads => Math.Max(1, Math.Min(evaluator.Context.Threads, Count / ParallelFrom));

    /// <summary>Fills an empty row.</summary>
    public abstract void Fill(int index, SeriesScratch scratch, StepColumn row);

    /// <summary>All rows that have samples, as columns of different labels.</summary>
    /// <exception cref="PromQlException">Two have the same labels without their names.</exception>
    public List<StepColumn> Columns()
    {
        var columns = Materialise();
        if (MayCollide)
            evaluator.CheckDistinct(columns);
        return columns;
    }

    /// <summary>All rows that have samples, as columns.</summary>
    public List<StepColumn> Materialise()
    {
        var columns = new StepColumn?[Count];
        ForEach(0, Count, (index, scratch) =>
        {
            var column = StepColumn.Rent(LabelsOf(index), Grid.Count);
            column.DropName = DropsName(index);
            Fill(index, scratch, column);
            if (column.IsEmpty)
            {
                column.Release();
                return;
            }

            column.Hold(evaluator.Context);
            columns[index] = column;
        });
        var result = new List<StepColumn>(Count);
        foreach (var column in columns)
            if (column is not null)
                result.Add(column);
        return result;
    }

    /// <summary>Fills rows from <paramref name="from"/> on, whatever they held, in a turn of the query's own.</summary>
    public void Fill(int from, ReadOnlySpan<StepColumn> rows)
    {
        if (!Scratches.TryTake(out var scratch))
            scratch = new SeriesScratch();
        var entered = evaluator.Context.Enter();
        try
        {
            for (var i = 0; i < rows.Length; i++)
            {
                evaluator.Context.CheckTime();
                rows[i].Clear();
                Fill(from + i, scratch, rows[i]);
            }
        }
        finally
        {
            if (entered)
                evaluator.Context.Leave();
        }

        Scratches.Add(scratch);
    }

    // Calls for each index, on several threads when there are many; each call with memory of its own.
    void ForEach(int from, int to, Action<int, SeriesScratch> action)
    {
        var threads = Threads;
        if (threads <= 1)
        {
            Run(from, to, action);
            return;
        }

        // Four pieces per thread even out series of different length.
        var pieces = Math.Min(threads * 4, to - from);
        Parallels.For(pieces, threads, piece => Run(from + (int)((long)(to - from) * piece / pieces), from + (int)((long)(to - from) * (piece + 1) / pieces), action));
    }

    void Run(int from, int to, Action<int, SeriesScratch> action)
    {
        if (!Scratches.TryTake(out var scratch))
            scratch = new SeriesScratch();
        for (var at = from; at < to; at += PerTurn)
            Run(at, Math.Min(at + PerTurn, to), action, scratch);
        Scratches.Add(scratch);
    }

    void Run(int from, int to, Action<int, SeriesScratch> action, SeriesScratch scratch)
    {
        var entered = evaluator.Context.Enter();
        try
        {
            for (var i = from; i < to; i++)
            {
                evaluator.Context.CheckTime();
                action(i, scratch);
            }
        }
        finally
        {
            if (entered)
                evaluator.Context.Leave();
        }
    }
}

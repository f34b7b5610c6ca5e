using Almagest.Model;
using Almagest.Query.PromQL.Engine;
using Almagest.Query.PromQL.Values;

namespace Almagest.Query.PromQL.Functions;

/// <summary>
/// Quantiles of classic histograms whose buckets are columns in order of their bounds, each bound once: the usual case, in which nothing has to be sorted or joined at a step.
/// Histograms are estimated side by side.
/// </summary>
/// <param name="evaluator">Whose steps.</param>
/// <param name="sets">The histograms, each with its bounds ascending and different.</param>
sealed class ClassicColumns(Evaluator evaluator, IReadOnlyList<(Labels Labels, string Metric, (StepColumn Column, double Bound)[] Buckets)> sets)
{
    /// <summary>One column a histogram, in order of their first samples; <paramref name="remark"/> is called for each repair, step by step.</summary>
    public List<StepColumn> Quantiles(StepColumn share, Action<BucketRepair, string, int> remark)
    {
        var results = new StepColumn[sets.Count];
        var repairs = new List<(int Step, BucketRepair Repair)>[sets.Count];
        var threads = Math.Min(evaluator.Context.Threads, sets.Count * evaluator.Grid.Count / 512);
        if (threads > 1)
            Parallels.For(sets.Count, threads, Estimate);
        else
            for (var i = 0; i < sets.Count; i++)
                Estimate(i);
        foreach (var (step, set, repair) in repairs.SelectMany(static (list, set) => list.Select(each => (each.Step, set, each.Repair))).OrderBy(static r => (r.Step, r.set)))
            remark(repair, sets[set].Metric, step);
        // Where all begin at the same step, as they mostly do, this is the order they came in.
        List<StepColumn> columns = [.. results.Where(static column => !column.IsEmpty).OrderBy(static column => StepBits.Next(column.Present, 0))];
        columns.ForEach(column => column.Hold(evaluator.Context));
        return columns;

        void Estimate(int set)
        {
            var column = StepColumn.Rent(sets[set].Labels, evaluator.Grid.Count);
            column.DropName = true;
            repairs[set] = [];
            Fill(sets[set].Buckets, share, column, repairs[set]);
            results[set] = column;
        }
    }

    // Hot path: per histogram and step.
    void Fill((StepColumn Column, double Bound)[] buckets, StepColumn share, StepColumn into, List<(int Step, BucketRepair Repair)> repairs)
    {
        var present = new ClassicBucket[buckets.Length];
        for (var step = 0; step < into.Steps; step++)
        {
            if ((step & 255) == 0)
                evaluator.Context.CheckTime();
            var count = 0;
            foreach (var (column, bound) in buckets)
                if (column.Has(step))
                    present[count++] = new ClassicBucket(bound, column.Values[step]);
            if (count == 0)
                continue;
            var rank = share.Values[step];
            if (double.IsNaN(rank) || rank is < 0 or > 1)
            {
                into.Set(step, double.IsNaN(rank) ? double.NaN : rank < 0 ? double.NegativeInfinity : double.PositiveInfinity);
                continue;
            }

            if (!double.IsPositiveInfinity(present[count - 1].UpperBound))
            {
                into.Set(step, double.NaN);
                continue;
            }

            into.Set(step, ClassicQuantile.OfSorted(rank, present.AsSpan(0, count), out var repair));
            if (repair.ForcedMonotonic)
                repairs.Add((step, repair));
        }
    }
}

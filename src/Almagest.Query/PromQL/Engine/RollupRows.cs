using System.Runtime.InteropServices;
using Almagest.Model;
using Almagest.Query.PromQL.Functions;
using Almagest.Query.PromQL.Sources;

namespace Almagest.Query.PromQL.Engine;

/// <summary>Rows of a function over ranges, computed from rollups: windows consist of whole buckets.</summary>
sealed class RollupRows(Evaluator evaluator, IReadOnlyList<IRolledSeries> series, RangeFunction function, (RollupPlan Plan, RangeCall Call) how) : RowSource(evaluator)
{
    public override int Count => series.Count;

    public override Labels LabelsOf(int index) =>
        DropsName(index) && !how.Call.Features.DelayedNameRemoval ? LabelSets.WithoutMetadata(series[index].Labels) : series[index].Labels;

    protected override bool IsOfOneMetric => how.Call.IsOfOneMetric;

    public override Labels SourceLabels(int index) => series[index].Labels;

    public override bool DropsName(int index) => !function.KeepsName;

    public override void Fill(int index, SeriesScratch scratch, StepColumn row)
    {
        series[index].Read(scratch.Rollups);
        var rollups = CollectionsMarshal.AsSpan(scratch.Rollups);
        var (low, high, total) = (0, 0, 0L);
        for (var step = 0; step < row.Steps; step++)
        {
            var end = Grid[step] - how.Call.Shift.OffsetMs;
            var start = end - how.Call.RangeMs;
            while (high < rollups.Length && rollups[high].EndMs <= end)
                high++;
            while (low < high && rollups[low].EndMs <= start)
                low++;
            if (low == high)
                continue;
            var window = new Rollup();
            for (var i = low; i < high; i++)
                window.Add(rollups[i]);
            total += window.Count;
            Evaluator.Stats.AddAtStep(step, window.Count);
            if (how.Plan.Function.Body(window, (start, end), how.Call) is { Present: true } result)
                row.Set(step, result.Value);
        }

        Evaluator.Stats.AddTotal(total);
        function.Check(series[index].Labels, row, how.Call);
    }
}

using Almagest.Model;
using Almagest.Query.PromQL.Sources;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.PromQL.Engine;

/// <summary>Rows of an instant selector: at each step the newest sample that is not older than the lookback.</summary>
class SelectorRows(Evaluator evaluator, VectorExpr selector) : RowSource(evaluator)
{
    protected IReadOnlyList<ISeries> Series { get; } = evaluator.Context.Leaves.Series(selector);

    public override int Count => Series.Count;

    public override Labels LabelsOf(int index) => Series[index].Labels;

    public override Labels SourceLabels(int index) => Series[index].Labels;

    public override bool DropsName(int index) => false;

    public override void Fill(int index, SeriesScratch scratch, StepColumn row)
    {
        scratch.Load(Series[index]);
        var times = scratch.Buffer.Times;
        var values = scratch.Buffer.Values;
        var histograms = scratch.Buffer.Histograms;
        var cursor = new LookbackCursor(Evaluator.Context.Request.LookbackMs);
        var samples = 0L;
        for (var step = 0; step < row.Steps; step++)
        {
            var at = cursor.Seek(times, Evaluator.Reference(selector.Shift, Grid[step]));
            if (at < 0)
                continue;
            var size = 1L;
            if (!histograms.IsEmpty && histograms[at] is { } histogram)
            {
                if (SampleBuffer.IsStale(histogram.Sum))
                    continue;
                row.Set(step, histogram);
                size = Sizes.Of(histogram);
            }
            else if (SampleBuffer.IsStale(values[at]))
            {
                continue;
            }
            else
            {
                row.Set(step, values[at]);
            }

            samples += size;
            Evaluator.Stats.AddAtStep(step, size);
        }

        Evaluator.Stats.AddTotal(samples);
        Evaluator.Stats.AddRead(samples);
    }
}

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

    protected override bool IsOfOneMetric => selector.Name.Length > 0;

    public override Labels SourceLabels(int index) => Series[index].Labels;

    public override bool DropsName(int index) => false;

    public override void Fill(int index, SeriesScratch scratch, StepColumn row)
    {
        scratch.Load(Series[index]);
        if (scratch.Buffer.Histograms.IsEmpty)
        {
            FillFloats(scratch.Buffer.Times, scratch.Buffer.Values, row);
            return;
        }

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

        CountSamples(samples);
    }

    // Hot path: per step of each series.
    void FillFloats(ReadOnlySpan<long> times, ReadOnlySpan<double> from, StepColumn row)
    {
        var values = row.Values;
        var present = row.Present;
        var cursor = new LookbackCursor(Evaluator.Context.Request.LookbackMs);
        var (time, stepMs) = (Evaluator.Reference(selector.Shift, Grid.StartMs), selector.Shift.At == AtKind.None ? Grid.StepMs : 0);
        var samples = 0;
        for (var step = 0; step < values.Length; step++, time += stepMs)
        {
            var at = cursor.Seek(times, time);
            if (at < 0 || SampleBuffer.IsStale(from[at]))
                continue;
            values[step] = from[at];
            StepBits.Set(present, step);
            samples++;
            Evaluator.Stats.AddAtStep(step, 1);
        }

        CountSamples(samples);
    }

    void CountSamples(long samples)
    {
        Evaluator.Stats.AddTotal(samples);
        Evaluator.Stats.AddRead(samples);
    }
}

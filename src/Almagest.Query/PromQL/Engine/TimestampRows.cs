using Almagest.Model;
using Almagest.Query.PromQL.Sources;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.PromQL.Engine;

/// <summary>Rows of <c>timestamp</c> and <c>start_timestamp</c> directly on a selector: when the samples were taken, not when they are evaluated.</summary>
sealed class TimestampRows(Evaluator evaluator, VectorExpr selector, bool ofStart) : SelectorRows(evaluator, selector)
{
    readonly VectorExpr _selector = selector;

    public override Labels LabelsOf(int index) => Evaluator.Context.Features.DelayedNameRemoval ? Series[index].Labels : LabelSets.WithoutMetadata(Series[index].Labels);

    public override bool DropsName(int index) => true;

    public override void Fill(int index, SeriesScratch scratch, StepColumn row)
    {
        if (ofStart && !Evaluator.Context.Features.StartTimestamps)
            return;
        scratch.Load(Series[index]);
        var times = scratch.Buffer.Times;
        var values = scratch.Buffer.Values;
        var histograms = scratch.Buffer.Histograms;
        var starts = scratch.Buffer.StartTimes;
        var cursor = new LookbackCursor(Evaluator.Context.Request.LookbackMs);
        for (var step = 0; step < row.Steps; step++)
        {
            var at = cursor.Seek(times, Newest(_selector.Shift, Grid[step]));
            if (at < 0 || (_selector.Shift.At != AtKind.None && times[at] <= Oldest(_selector.Shift)) || SampleBuffer.IsStale(!histograms.IsEmpty && histograms[at] is { } histogram ? histogram.Sum : values[at]))
                continue;
            row.Set(step, ofStart ? (starts.IsEmpty ? 0 : starts[at] / 1000.0) : times[at] / 1000.0);
            Evaluator.Stats.AddAtStep(step, 1);
            Evaluator.Stats.AddTotal(1);
            Evaluator.Stats.AddRead(1);
        }
    }

    // With @ Prometheus forgets the offset here, but not for which samples it reads: both must hold.
    static long Newest(TimeShift shift, long time) => shift.At == AtKind.None ? time - shift.OffsetMs : Math.Min(shift.AtMs, shift.AtMs - shift.OffsetMs);

    long Oldest(TimeShift shift) => Math.Max(shift.AtMs, shift.AtMs - shift.OffsetMs) - Evaluator.Context.Request.LookbackMs;
}

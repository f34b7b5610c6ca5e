using Almagest.Query.PromQL.Functions;
using Almagest.Query.PromQL.Syntax;
using Almagest.Query.PromQL.Values;

namespace Almagest.Query.PromQL.Engine;

/// <summary>An instant selector with <c>smoothed</c>: values between samples are interpolated.</summary>
sealed class SmoothedSelector(Evaluator evaluator, VectorExpr selector)
{
    readonly long _lookback = evaluator.Context.Request.LookbackMs;

    public static List<StepColumn> Evaluate(Evaluator evaluator, VectorExpr selector)
    {
        var smoothed = new SmoothedSelector(evaluator, selector);
        var scratch = new SeriesScratch();
        var columns = new List<StepColumn>();
        foreach (var series in evaluator.Context.Leaves.Series(selector))
        {
            evaluator.Context.CheckTime();
            scratch.LoadSplit(series);
            var column = StepColumn.Rent(series.Labels, evaluator.Grid.Count);
            smoothed.Fill(scratch, column);
            if (!column.IsEmpty)
                columns.Add(column);
        }

        return columns;
    }

    void Fill(SeriesScratch scratch, StepColumn column)
    {
        var (floats, histograms) = (new SlidingRange(), new SlidingRange());
        for (var step = 0; step < column.Steps; step++)
        {
            var at = Evaluator.Reference(selector.Shift, evaluator.Grid[step]);
            floats.Slide(scratch.Times, at - _lookback, at + _lookback);
            histograms.Slide(scratch.HistogramTimes, at - _lookback, at + _lookback);
            if (floats.Count > 0 && histograms.Count > 0)
                evaluator.Remarker.Add(Remarks.MixedFloatsHistograms(column.Labels.Metric, selector.Span), step);
            else if (floats.Count > 0 && Float(scratch, floats, at) is { } value)
                column.Set(step, value);
            else if (histograms.Count > 0 && Histogram(scratch, histograms, (at, step), column.Labels.Metric) is { } histogram)
                column.Set(step, histogram);
        }
    }

    static double? Float(SeriesScratch scratch, SlidingRange window, long at)
    {
        var times = scratch.Times[window.Low..window.High];
        var values = scratch.Values[window.Low..window.High];
        var next = Edges.FirstAfter(times, at - 1);
        if (next < times.Length && times[next] == at)
            return values[next];
        if (next == 0)
            return null;
        return next == times.Length ? values[next - 1] : ExtendedRate.Interpolate(times[next - 1], values[next - 1], times[next], values[next], at, isCounter: false);
    }

    FloatHistogram? Histogram(SeriesScratch scratch, SlidingRange window, (long Ms, int Step) time, string metric)
    {
        var at = time.Ms;
        var times = scratch.HistogramTimes[window.Low..window.High];
        var histograms = scratch.Histograms[window.Low..window.High];
        var next = Edges.FirstAfter(times, at - 1);
        if (next < times.Length && times[next] == at)
            return histograms[next];
        if (next == 0)
            return null;
        var previous = histograms[next - 1];
        if (next == times.Length)
            return previous with { CounterResetHint = CounterResetHint.Unknown };
        if (HistogramArithmetic.UsesCustomBuckets(previous) != HistogramArithmetic.UsesCustomBuckets(histograms[next]))
        {
            evaluator.Remarker.Add(Remarks.MixedExponentialCustom(metric, selector.Span), time.Step);
            return null;
        }

        var counter = previous.CounterResetHint != CounterResetHint.Gauge || histograms[next].CounterResetHint != CounterResetHint.Gauge;
        return ExtendedHistogramRate.Interpolate((times[next - 1], previous), (times[next], histograms[next]), at, counter, (left, right, negative) => Combine(left, right, negative, time.Step));
    }

    FloatHistogram? Combine(FloatHistogram left, FloatHistogram right, bool negative, int step)
    {
        var result = negative ? HistogramArithmetic.Subtract(left, right, out var remarks) : HistogramArithmetic.Add(left, right, out remarks);
        if (remarks.HasFlag(HistogramRemarks.BoundsReconciled))
            evaluator.Remarker.Add(Remarks.CustomBucketsReconciled(negative ? "subtraction" : "addition", selector.Span), step);
        return result;
    }
}

using Almagest.Query.PromQL.Functions;
using Almagest.Query.PromQL.Syntax;
using Almagest.Query.PromQL.Values;

namespace Almagest.Query.PromQL.Engine;

/// <summary>A range selector that is the whole query: its samples as they are.</summary>
static class RawRange
{
    public static List<MatrixSeries> Read(Evaluator evaluator, MatrixExpr matrix)
    {
        var end = Evaluator.Reference(matrix.Vector.Shift, evaluator.Grid.StartMs);
        var start = end - matrix.RangeMs;
        var scratch = new SeriesScratch();
        var result = new List<MatrixSeries>();
        foreach (var series in evaluator.Context.Leaves.Series(matrix.Vector))
        {
            evaluator.Context.CheckTime();
            scratch.LoadSplit(series);
            var read = matrix.Vector.Extension == VectorExtension.None
                ? Within(scratch, start, end)
                : Extended(scratch, matrix.Vector.Extension, (start, end), evaluator.Context.Request.LookbackMs);
            evaluator.Context.Hold(read.Times.Length);
            evaluator.Stats.AddTotal(read.Times.Length);
            evaluator.Stats.AddRead(read.Times.Length);
            evaluator.Stats.AddAtStep(0, read.Times.Length);
            if (read.Times.Length > 0)
                result.Add(new MatrixSeries(series.Labels, read.Times, read.Values, read.Histograms));
        }

        return result;
    }

    static (long[] Times, double[] Values, FloatHistogram?[]? Histograms) Within(SeriesScratch scratch, long start, long end)
    {
        var (floats, histograms) = (new SlidingRange(), new SlidingRange());
        floats.Slide(scratch.Times, start, end);
        histograms.Slide(scratch.HistogramTimes, start, end);
        var samples = new List<(long Time, double Value, FloatHistogram? Histogram)>();
        for (var i = floats.Low; i < floats.High; i++)
            samples.Add((scratch.Times[i], scratch.Values[i], null));
        for (var i = histograms.Low; i < histograms.High; i++)
            samples.Add((scratch.HistogramTimes[i], 0, scratch.Histograms[i]));
        if (histograms.Count > 0)
            samples.Sort(static (a, b) => a.Time.CompareTo(b.Time));
        return ([.. samples.Select(static each => each.Time)], [.. samples.Select(static each => each.Value)], histograms.Count == 0 ? null : [.. samples.Select(static each => each.Histogram)]);
    }

    static (long[] Times, double[] Values, FloatHistogram?[]? Histograms) Extended(SeriesScratch scratch, VectorExtension extension, (long Start, long End) range, long lookback)
    {
        var (name, smoothed) = (extension == VectorExtension.Smoothed ? "smoothed" : "anchored", extension == VectorExtension.Smoothed);
        var (floats, histograms) = (new SlidingRange(), new SlidingRange());
        var end = range.End + (smoothed ? lookback : 0);
        floats.Slide(scratch.Times, range.Start - lookback, end);
        histograms.Slide(scratch.HistogramTimes, range.Start - lookback, end);
        if (histograms.Count > 0)
            throw new PromQlException($"{name} modifier is not supported with histograms");
        if (floats.Count == 0)
            return ([], [], null);
        var window = new RangeWindow
        {
            Times = scratch.Times[floats.Low..floats.High],
            Values = scratch.Values[floats.Low..floats.High],
            StartMs = range.Start,
            EndMs = range.End,
            EvaluationMs = range.End,
            Step = 0,
            Series = Model.Labels.Empty,
        };
        var (first, last) = Edges.Nearest(window.Times, range.Start, range.End, extension);
        if (window.Times[last] <= range.Start)
            return ([], [], null);
        var left = ExtendedRate.Left(window, first, range.Start, smoothed, isCounter: false);
        var right = ExtendedRate.Right(window, last, range.End, smoothed, isCounter: false);
        first += window.Times[first] <= range.Start ? 1 : 0;
        last -= window.Times[last] >= range.End ? 1 : 0;
        var between = first..Math.Max(first, last + 1);
        return ([range.Start, .. window.Times[between], range.End], [left, .. window.Values[between], right], null);
    }
}

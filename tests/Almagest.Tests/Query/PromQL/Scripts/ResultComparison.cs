using Almagest.Query.PromQL.Engine;
using Almagest.Query.PromQL.Values;

namespace Almagest.Tests.Query.PromQL.Scripts;

/// <summary>Compares an answer with what a script expects; numbers with a relative tolerance of 1e-6, as Prometheus' runner does.</summary>
static class ResultComparison
{
    const double Tolerance = 1e-6;

    public static void Check(ScriptEval eval, QueryValue actual)
    {
        switch (actual)
        {
            case ScalarValue scalar:
                var expected = eval.Scalar.ShouldNotBeNull($"{eval}: expected no scalar, got {scalar.Value}");
                Close(expected, scalar.Value).ShouldBeTrue($"{eval}: expected {expected}, got {scalar.Value}");
                break;
            case StringValue text:
                text.Value.ShouldBe(eval.Text);
                break;
            case VectorValue vector:
                eval.Scalar.ShouldBeNull($"{eval}: expected a scalar, got a vector");
                Vector(eval, vector);
                break;
            case MatrixValue matrix:
                eval.Scalar.ShouldBeNull($"{eval}: expected a scalar, got a matrix");
                Matrix(eval, matrix);
                break;
            default:
                throw new InvalidOperationException($"unknown value {actual.GetType().Name}");
        }
    }

    /// <summary>The samples of one time.</summary>
    public static VectorValue At(MatrixValue matrix, long timeMs)
    {
        Sorted(matrix);
        var samples = new List<VectorSample>();
        foreach (var series in matrix.Series)
            if (Array.IndexOf(series.Times, timeMs) is var at and >= 0)
                samples.Add(new VectorSample(series.Labels, series.Values[at], series.Histograms?[at]));
        return new VectorValue(timeMs, samples);
    }

    static void Vector(ScriptEval eval, VectorValue vector)
    {
        var expected = Expected(eval);
        var shown = $"{eval}: got {string.Join(", ", vector.Samples.Select(static sample => $"{sample.Labels} {(sample.Histogram is null ? sample.Value : HistogramDescription.Write(sample.Histogram))}"))}";
        vector.Samples.Select(static sample => sample.Labels).ShouldBe(expected.Select(static series => series.Labels), ignoreOrder: !eval.Ordered, shown);
        foreach (var sample in vector.Samples)
            Same(expected.First(series => series.Labels.Equals(sample.Labels)).Values[0], sample.Value, sample.Histogram, shown);
    }

    static void Matrix(ScriptEval eval, MatrixValue matrix)
    {
        eval.Ordered.ShouldBeFalse($"{eval}: the samples of a matrix have no order to expect");
        Sorted(matrix);
        var expected = Expected(eval);
        var shown = $"{eval}: got {string.Join("\n", matrix.Series.Select(Show))}";
        matrix.Series.Select(static series => series.Labels).ShouldBe(expected.Select(static series => series.Labels), ignoreOrder: true, shown);
        foreach (var series in matrix.Series)
        {
            var points = expected.First(candidate => candidate.Labels.Equals(series.Labels)).Values
                .Select((value, i) => (Value: value, Time: eval.StartMs + (i * eval.StepMs))).Where(static point => !point.Value.Omitted).ToList();
            series.Times.ShouldBe(points.Select(static point => point.Time), shown);
            for (var i = 0; i < points.Count; i++)
                Same(points[i].Value, series.Values[i], series.Histograms?[i], $"{shown}\nat {points[i].Time}");
        }
    }

    // Of two lines with the same labels the last counts.
    static List<SeriesDescription> Expected(ScriptEval eval) => [.. eval.Series.GroupBy(static series => series.Labels).Select(static group => group.Last())];

    static void Same(SequenceValue expected, double value, FloatHistogram? histogram, string shown)
    {
        if (expected.Histogram is null)
        {
            histogram.ShouldBeNull(shown);
            Close(expected.Value, value).ShouldBeTrue($"{shown}\nexpected {expected.Value}, got {value}");
            return;
        }

        var (left, right) = (HistogramArithmetic.Compact(expected.Histogram), HistogramArithmetic.Compact(histogram.ShouldNotBeNull(shown)));
        var same = left.Schema == right.Schema && Close(left.Count, right.Count) && Close(left.Sum, right.Sum)
            && left.CustomBounds.SequenceEqual(right.CustomBounds) && left.ZeroThreshold == right.ZeroThreshold && Close(left.ZeroCount, right.ZeroCount)
            && left.NegativeSpans.SequenceEqual(right.NegativeSpans) && left.NegativeBuckets.Zip(right.NegativeBuckets).All(static pair => Close(pair.First, pair.Second))
            && left.PositiveSpans.SequenceEqual(right.PositiveSpans) && left.PositiveBuckets.Zip(right.PositiveBuckets).All(static pair => Close(pair.First, pair.Second))
            && (!expected.HintGiven || left.CounterResetHint == right.CounterResetHint);
        same.ShouldBeTrue($"{shown}\nexpected {HistogramDescription.Write(left)}\n     got {HistogramDescription.Write(right)}");
    }

    static void Sorted(MatrixValue matrix)
    {
        for (var i = 1; i < matrix.Series.Count; i++)
            matrix.Series[i - 1].Labels.CompareTo(matrix.Series[i].Labels).ShouldBeLessThanOrEqualTo(0, "a matrix is sorted by labels");
    }

    static string Show(MatrixSeries series) =>
        $"{series.Labels} {string.Join(' ', series.Times.Select((time, i) => $"{(series.Histograms?[i] is { } histogram ? HistogramDescription.Write(histogram) : series.Values[i])}@{time}"))}";

    static bool Close(double expected, double actual) => AlmostEqual.Within(actual, expected, Tolerance);
}

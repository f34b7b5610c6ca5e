using Almagest.Query.PromQL.Engine;

namespace Almagest.Tests.Query.PromQL.Scripts;

/// <summary>A runner that never fails proves nothing: these are answers it must refuse.</summary>
public sealed class ResultComparisonTests
{
    static readonly (string Name, string Value)[] A = [("a", "1")];

    [Theory]
    [InlineData("{a=\"1\"} 2", 2.000001, true)]
    [InlineData("{a=\"1\"} 2", 2.00001, false)]
    [InlineData("{a=\"1\"} NaN", double.NaN, true)]
    [InlineData("{a=\"1\"} NaN", 0, false)]
    [InlineData("{a=\"2\"} 2", 2, false)]
    [InlineData("{a=\"1\"} {{count:2}}", 2, false)]
    public void Sample_is_compared_with_labels_kind_and_tolerance(string expected, double value, bool accepted) =>
        Accepts(Eval(expected), new VectorValue(0, [new VectorSample(Model.Labels.Of(A), value, null)])).ShouldBe(accepted);

    [Fact]
    public void Missing_and_additional_series_are_refused()
    {
        Accepts(Eval("{a=\"1\"} 2"), new VectorValue(0, [])).ShouldBeFalse();
        Accepts(Eval(), new VectorValue(0, [new VectorSample(Model.Labels.Of(A), 2, null)])).ShouldBeFalse();
        Accepts(Eval(), new ScalarValue(0, 2)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("{{count:2 buckets:[2]}}", true)]
    [InlineData("{{count:2 buckets:[2 0] counter_reset_hint:unknown}}", true)]
    [InlineData("{{count:2 buckets:[2] counter_reset_hint:gauge}}", false)]
    [InlineData("{{count:2 buckets:[1 1]}}", false)]
    [InlineData("{{count:2 buckets:[0 2]}}", false)]
    [InlineData("{{count:2 sum:1 buckets:[2]}}", false)]
    public void Histogram_is_compared_by_all_fields_and_its_hint_when_written(string expected, bool accepted)
    {
        var (actual, _) = HistogramDescription.Parse("{{count:2 buckets:[2]}}");
        Accepts(Eval("{a=\"1\"} " + expected), new VectorValue(0, [new VectorSample(Model.Labels.Of(A), 0, actual)])).ShouldBe(accepted);
    }

    [Fact]
    public void Sample_of_a_matrix_must_stand_at_its_time()
    {
        var eval = Eval("{a=\"1\"} 1 _ 3");
        (eval.StartMs, eval.EndMs, eval.StepMs) = (0, 20, 10);
        Accepts(eval, new MatrixValue([new MatrixSeries(Model.Labels.Of(A), [0, 20], [1, 3], null)])).ShouldBeTrue();
        Accepts(eval, new MatrixValue([new MatrixSeries(Model.Labels.Of(A), [0, 10], [1, 3], null)])).ShouldBeFalse();
    }

    static ScriptEval Eval(params string[] series)
    {
        var eval = new ScriptEval { File = "x", Line = 1, Query = "x", Loads = [], IsRange = false, EvalMs = 0, StartMs = 0, EndMs = 0, StepMs = 0, Expectation = "" };
        eval.Series.AddRange(series.Select(SeriesDescription.Parse));
        return eval;
    }

    static bool Accepts(ScriptEval eval, QueryValue actual)
    {
        try
        {
            ResultComparison.Check(eval, actual);
            return true;
        }
        catch (ShouldAssertException)
        {
            return false;
        }
    }
}

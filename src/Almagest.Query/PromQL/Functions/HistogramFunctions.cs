using System.Collections.Frozen;
using Almagest.Model;
using Almagest.Query.PromQL.Engine;
using Almagest.Query.PromQL.Syntax;
using Almagest.Query.PromQL.Values;

namespace Almagest.Query.PromQL.Functions;

/// <summary>Functions that make a number of a native histogram. Floats are left out.</summary>
static class HistogramFunctions
{
    static readonly FrozenDictionary<string, Func<FloatHistogram, double>> Bodies = new Dictionary<string, Func<FloatHistogram, double>>
    {
        ["histogram_avg"] = HistogramQuantile.Mean,
        ["histogram_count"] = static histogram => histogram.Count,
        ["histogram_stddev"] = static histogram => Math.Sqrt(HistogramQuantile.Variance(histogram)),
        ["histogram_stdvar"] = HistogramQuantile.Variance,
        ["histogram_sum"] = static histogram => histogram.Sum,
    }.ToFrozenDictionary();

    public static Func<FloatHistogram, double>? Find(string name) => Bodies.GetValueOrDefault(name);

    public static List<StepColumn> Evaluate(Evaluator evaluator, CallExpr call, Func<FloatHistogram, double> body)
    {
        var kept = new List<StepColumn>();
        foreach (var column in evaluator.Evaluate(call.Arguments[0]))
        {
            if (column.Histograms is not { } histograms)
            {
                column.Release();
                continue;
            }

            for (var step = StepBits.Next(column.Present, 0); step >= 0; step = StepBits.Next(column.Present, step + 1))
            {
                if (histograms[step] is { } histogram)
                    column.Values[step] = body(histogram);
                else
                    column.Remove(step);
            }

            // Unlike other functions these keep type and unit, as Prometheus does when it drops names at once.
            (column.Histograms, column.DropName) = (null, true);
            if (!evaluator.Context.Features.DelayedNameRemoval)
                column.Labels = LabelSets.Without(column.Labels, [Labels.MetricName]);
            if (!column.IsEmpty)
                kept.Add(column);
        }

        return evaluator.Context.Features.DelayedNameRemoval ? kept : ColumnMerge.Merge(kept);
    }
}

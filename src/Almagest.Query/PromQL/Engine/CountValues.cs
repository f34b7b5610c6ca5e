using Almagest.Model;
using Almagest.Query.PromQL.Syntax;
using Almagest.Query.PromQL.Values;

namespace Almagest.Query.PromQL.Engine;

/// <summary><c>count_values</c>: one series per value, which becomes a label.</summary>
static class CountValues
{
    public static List<StepColumn> Evaluate(Evaluator evaluator, AggregateExpr aggregate)
    {
        var label = (aggregate.Parameter as StringExpr ?? throw new InvalidOperationException("count_values has no label")).Value;
        if (!LabelNames.IsValid(label))
            throw new PromQlException($"invalid label name {GoText.Quote(label)}");
        var subset = new LabelSubset(aggregate.Without ? [.. aggregate.Grouping, Labels.MetricName] : [.. aggregate.Grouping, label], aggregate.Without);
        var columns = evaluator.Evaluate(aggregate.Inner);
        var output = new ColumnSet(evaluator);
        var counts = new Dictionary<Labels, int>();
        for (var step = 0; step < evaluator.Grid.Count; step++)
        {
            evaluator.Context.CheckTime();
            counts.Clear();
            foreach (var column in columns)
            {
                if (!column.Has(step))
                    continue;
                var text = column.Histogram(step) is { } histogram ? HistogramText.Of(histogram) : PromQlNumbers.Format(column.Values[step]);
                var group = subset.Of(LabelSets.With(column.Labels, label, text));
                counts[group] = counts.GetValueOrDefault(group) + 1;
            }

            foreach (var (group, count) in counts)
                output.Add(group, false, step, count, null);
        }

        columns.ForEach(static column => column.Release());
        return output.Columns;
    }
}

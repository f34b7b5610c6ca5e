using Almagest.Query.PromQL.Syntax;
using Almagest.Query.PromQL.Values;

namespace Almagest.Query.PromQL.Engine;

/// <summary>Aggregations step by step: those with histograms among the samples, and <c>quantile</c>.</summary>
sealed class SampleAggregation(Evaluator evaluator, AggregateExpr aggregate)
{
    readonly GroupIndex _groups = new(aggregate.Grouping, aggregate.Without);

    public List<StepColumn> Run(List<StepColumn> columns, StepColumn? quantiles)
    {
        var members = new List<List<StepColumn>>();
        foreach (var column in columns)
        {
            var group = _groups.Of(column.Labels);
            if (group == members.Count)
                members.Add([]);
            members[group].Add(column);
        }

        if (quantiles is not null)
            CheckQuantiles(quantiles);
        var results = new List<StepColumn>();
        for (var group = 0; group < members.Count; group++)
        {
            var result = StepColumn.Rent(_groups.Groups[group], evaluator.Grid.Count);
            result.DropName = members[group].Exists(static column => column.DropName);
            for (var step = 0; step < result.Steps; step++)
                Step(members[group], step, quantiles, result);
            members[group].ForEach(static column => column.Release());
            if (result.IsEmpty)
                continue;
            result.Hold(evaluator.Context);
            results.Add(result);
        }

        return results;
    }

    void Step(List<StepColumn> members, int step, StepColumn? quantiles, StepColumn result)
    {
        evaluator.Context.CheckTime();
        var floats = new List<double>(members.Count);
        var histograms = new List<(string Metric, FloatHistogram Histogram)>();
        foreach (var column in members)
        {
            if (!column.Has(step))
                continue;
            if (column.Histogram(step) is { } histogram)
                histograms.Add((column.Labels.Metric, histogram));
            else
                floats.Add(column.Values[step]);
        }

        if (floats.Count + histograms.Count == 0)
            return;
        if (aggregate.Operator is "count" or "group")
            result.Set(step, aggregate.Operator == "group" ? 1 : floats.Count + histograms.Count);
        else if (aggregate.Operator is "sum" or "avg")
            Add(floats, histograms, step, result);
        else
            OfFloats(floats, histograms.Count > 0, step, quantiles, result);
    }

    void OfFloats(List<double> floats, bool ignored, int step, StepColumn? quantiles, StepColumn result)
    {
        if (ignored)
            evaluator.Remarker.Add(Remarks.HistogramIgnoredInAggregation(aggregate.Operator, aggregate.Inner.Span), step);
        if (floats.Count == 0)
            return;
        var values = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(floats);
        result.Set(step, quantiles is not null ? Quantiles.Of(quantiles.Values[step], values) : Fold(values));
    }

    void Add(List<double> floats, List<(string Metric, FloatHistogram Histogram)> histograms, int step, StepColumn result)
    {
        if (histograms.Count == 0)
        {
            result.Set(step, Fold(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(floats)));
            return;
        }

        var sum = new HistogramSum(histograms[0].Histogram);
        foreach (var (metric, histogram) in histograms.Skip(1))
        {
            if (aggregate.Operator == "sum" ? sum.TryAdd(histogram) : sum.TryAddToMean(histogram))
                continue;
            evaluator.Remarker.Add(Remarks.MixedExponentialCustom(metric, aggregate.Inner.Span), step);
            break;
        }

        if (sum.BoundsReconciled)
            evaluator.Remarker.Add(Remarks.CustomBucketsReconciled("aggregation", aggregate.Inner.Span), step);
        if (floats.Count > 0)
        {
            evaluator.Remarker.Add(Remarks.MixedFloatsHistogramsInAggregation(aggregate.Inner.Span), step);
            return;
        }

        if (sum.IsIncompatible)
            return;
        if (sum.HasResetCollision)
            evaluator.Remarker.Add(Remarks.CounterResetCollision("aggregation", aggregate.Inner.Span), step);
        if ((aggregate.Operator == "sum" ? sum.Sum() : sum.Mean()) is { } total)
            result.Set(step, HistogramArithmetic.Compact(total));
    }

    // The same accumulators as in the fused way, over a single step.
    double Fold(ReadOnlySpan<double> values)
    {
        var accumulator = FloatAccumulator.Create(aggregate.Operator, StepColumn.Rent(Model.Labels.Empty, 1)) ?? throw new InvalidOperationException($"aggregation \"{aggregate.Operator}\" has no accumulator");
        var row = StepColumn.Rent(Model.Labels.Empty, 1);
        foreach (var value in values)
        {
            row.Set(0, value);
            accumulator.Add(row, 0, 1);
        }

        accumulator.Finish();
        var result = accumulator.Result.Values[0];
        accumulator.Release();
        accumulator.Result.Release();
        row.Release();
        return result;
    }

    void CheckQuantiles(StepColumn quantiles)
    {
        var span = (aggregate.Parameter ?? aggregate).Span;
        var (min, max) = (double.NaN, double.NaN);
        foreach (var value in quantiles.Values)
        {
            if (double.IsNaN(value))
            {
                // The least and greatest of numbers with a NaN among them are NaN.
                evaluator.Remarker.AddOfParameter(Remarks.InvalidQuantile(value, span), aggregate.Parameter);
                return;
            }

            min = value < min || double.IsNaN(min) ? value : min;
            max = value > max || double.IsNaN(max) ? value : max;
        }

        if (max > 1)
            evaluator.Remarker.AddOfParameter(Remarks.InvalidQuantile(max, span), aggregate.Parameter);
        if (min < 0)
            evaluator.Remarker.AddOfParameter(Remarks.InvalidQuantile(min, span), aggregate.Parameter);
    }
}

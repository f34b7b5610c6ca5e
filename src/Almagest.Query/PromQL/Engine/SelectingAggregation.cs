using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.PromQL.Engine;

/// <summary>Aggregations that pick series and leave them as they are: <c>topk</c>, <c>bottomk</c>, <c>limitk</c> and <c>limit_ratio</c>.</summary>
sealed class SelectingAggregation(Evaluator evaluator, AggregateExpr aggregate, List<StepColumn> columns, StepColumn parameter)
{
    readonly List<(StepColumn From, StepColumn? Into)> _results = [.. columns.Select(static column => (column, (StepColumn?)null))];
    readonly List<int> _order = [];

    public static List<StepColumn> Evaluate(Evaluator evaluator, AggregateExpr aggregate)
    {
        var parameter = evaluator.Scalar(aggregate.Parameter ?? throw new InvalidOperationException($"{aggregate.Operator} has no parameter"));
        var columns = evaluator.Evaluate(aggregate.Inner);
        return SelectionParameter.Check(evaluator, aggregate, parameter) ? new SelectingAggregation(evaluator, aggregate, columns, parameter).Run() : [];
    }

    List<StepColumn> Run()
    {
        var index = new GroupIndex(aggregate.Grouping, aggregate.Without);
        var groups = new List<List<int>>();
        for (var i = 0; i < columns.Count; i++)
        {
            var group = index.Of(columns[i].Labels);
            if (group == groups.Count)
                groups.Add([]);
            groups[group].Add(i);
        }

        if (TryTops() is { } tops)
        {
            foreach (var group in groups)
                tops.Pick(columns, group, Keep);
        }
        else
        {
            for (var step = 0; step < evaluator.Grid.Count; step++)
            {
                evaluator.Context.CheckTime();
                foreach (var group in groups)
                    Step(group, step);
            }
        }

        columns.ForEach(static column => column.Release());

        // At a single time the order of the picks is the order of the answer.
        IEnumerable<int> order = evaluator.Grid.IsInstant ? _order : Enumerable.Range(0, columns.Count);
        List<StepColumn> picks = [.. order.Select(i => _results[i].Into).OfType<StepColumn>()];
        picks.ForEach(pick => pick.Hold(evaluator.Context));
        return picks;
    }

    // Where no order is asked for, nor are there histograms or counts that change, all steps of a series are looked at together.
    StepTops? TryTops()
    {
        if (aggregate.Operator is not ("topk" or "bottomk") || evaluator.Grid.IsInstant || columns.Exists(static column => column.Histograms is not null))
            return null;
        var count = (int)Math.Min((long)parameter.Values[0], columns.Count);
        return count >= 1 && !parameter.Values.ContainsAnyExcept(parameter.Values[0]) ? StepTops.For(evaluator, count, aggregate.Operator == "topk") : null;
    }

    void Step(List<int> group, int step)
    {
        var present = group.Where(i => columns[i].Has(step));
        if (aggregate.Operator == "limit_ratio")
        {
            var ratio = Math.Clamp(parameter.Values[step], -1, 1);
            foreach (var i in present)
                if (LabelHash.IsWithin(ratio, columns[i].Labels))
                    Keep(i, step);
            return;
        }

        var count = (int)Math.Min((long)parameter.Values[step], columns.Count);
        if (count < 1)
            return;
        IEnumerable<int> picked = aggregate.Operator == "limitk" ? present.Take(count) : Best([.. present], step, count);
        foreach (var i in picked)
            Keep(i, step);
    }

    List<int> Best(List<int> present, int step, int count)
    {
        if (present.RemoveAll(i => columns[i].Histogram(step) is not null) > 0)
            evaluator.Remarker.Add(Remarks.HistogramIgnoredInAggregation(aggregate.Operator, aggregate.Span), step);
        var top = aggregate.Operator == "topk";
        return TopHeap.Pick(present, i => columns[i].Values[step], count, top);
    }

    void Keep(int i, int step)
    {
        var (from, into) = _results[i];
        if (into is null)
        {
            into = StepColumn.Rent(from.Labels, from.Steps);
            into.DropName = from.DropName;
            _results[i] = (from, into);
            _order.Add(i);
        }

        into.Set(step, from.Values[step], from.Histogram(step));
    }
}

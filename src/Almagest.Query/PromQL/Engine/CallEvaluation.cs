using Almagest.Query.PromQL.Functions;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.PromQL.Engine;

/// <summary>Calls of functions that are not over ranges.</summary>
static class CallEvaluation
{
    public static List<StepColumn> Evaluate(Evaluator evaluator, CallExpr call) => call.Function switch
    {
        "absent_over_time" => RangeEvaluation.Absent(evaluator, call),
        "absent" => Absent(evaluator, call),
        "scalar" => [Scalar(evaluator, call)],
        "vector" => [evaluator.Scalar(call.Arguments[0])],
        "time" => [Times(evaluator)],
        "pi" => [StepColumn.Constant(Math.PI, evaluator.Grid.Count)],
        "max_of" or "min_of" => [Extreme(evaluator, call)],
        "label_replace" => LabelReplace.Evaluate(evaluator, call),
        "label_join" => LabelJoin.Evaluate(evaluator, call),
        "info" => InfoEvaluation.Evaluate(evaluator, call),
        "sort" or "sort_desc" or "sort_by_label" or "sort_by_label_desc" => SortFunctions.Evaluate(evaluator, call),
        "timestamp" or "start_timestamp" => Timestamps(evaluator, call),
        "clamp" or "clamp_min" or "clamp_max" or "round" => BoundFunctions.Evaluate(evaluator, call),
        "histogram_quantile" or "histogram_quantiles" or "histogram_fraction" => BucketFunctions.Evaluate(evaluator, call),
        _ when FloatFunctions.Find(call.Function) is { } body => FloatFunctions.Evaluate(evaluator, call, body),
        _ when DateFunctions.Find(call.Function) is { } part => DateFunctions.Evaluate(evaluator, call, part),
        _ when HistogramFunctions.Find(call.Function) is { } estimate => HistogramFunctions.Evaluate(evaluator, call, estimate),
        _ => throw new InvalidOperationException($"function \"{call.Function}\" has no body"),
    };

    static List<StepColumn> Absent(Evaluator evaluator, CallExpr call)
    {
        var absent = StepColumn.Constant(1, evaluator.Grid.Count);
        absent.Labels = AbsentLabels.Of(call.Arguments[0]);
        foreach (var column in evaluator.Evaluate(call.Arguments[0]))
        {
            for (var word = 0; word < absent.Present.Length; word++)
                absent.Present[word] &= ~column.Present[word];
            column.Release();
        }

        return absent.IsEmpty ? [] : [absent];
    }

    // The only float of the vector, else NaN.
    static StepColumn Scalar(Evaluator evaluator, CallExpr call)
    {
        var result = StepColumn.Constant(double.NaN, evaluator.Grid.Count);
        var columns = evaluator.Evaluate(call.Arguments[0]);
        for (var step = 0; step < result.Steps; step++)
        {
            var found = 0;
            foreach (var column in columns)
                if (column.Has(step) && column.Histogram(step) is null)
                    result.Values[step] = ++found == 1 ? column.Values[step] : double.NaN;
        }

        columns.ForEach(static column => column.Release());
        return result;
    }

    static StepColumn Times(Evaluator evaluator)
    {
        var column = StepColumn.Constant(0, evaluator.Grid.Count);
        for (var step = 0; step < column.Steps; step++)
            column.Values[step] = evaluator.Grid[step] / 1000.0;
        return column;
    }

    static StepColumn Extreme(Evaluator evaluator, CallExpr call)
    {
        var (left, right) = (evaluator.Scalar(call.Arguments[0]), evaluator.Scalar(call.Arguments[1]));
        for (var step = 0; step < left.Steps; step++)
            left.Values[step] = call.Function == "max_of" ? GoFloat.Max(left.Values[step], right.Values[step]) : GoFloat.Min(left.Values[step], right.Values[step]);
        right.Release();
        return left;
    }

    // Of anything but a selector the samples' times are the times of evaluation; starts are not known.
    static List<StepColumn> Timestamps(Evaluator evaluator, CallExpr call)
    {
        var columns = evaluator.Evaluate(call.Arguments[0]);
        if (call.Function == "start_timestamp")
            return [];
        foreach (var column in columns)
        {
            evaluator.DropName(column);
            for (var step = StepBits.Next(column.Present, 0); step >= 0; step = StepBits.Next(column.Present, step + 1))
                column.Set(step, evaluator.Grid[step] / 1000.0);
            column.Histograms = null;
        }

        evaluator.CheckDistinct(columns);
        return columns;
    }
}

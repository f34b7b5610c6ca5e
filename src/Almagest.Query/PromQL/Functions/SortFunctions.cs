using Almagest.Query.PromQL.Engine;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.PromQL.Functions;

/// <summary>Functions that order a vector. Over a range they only remark that they can not.</summary>
static class SortFunctions
{
    public static List<StepColumn> Evaluate(Evaluator evaluator, CallExpr call)
    {
        var columns = evaluator.Evaluate(call.Arguments[0]);
        if (!evaluator.Grid.IsInstant)
            evaluator.Remarker.AddAlways(Remarks.SortInRangeQuery(call.Span));
        var descending = call.Function is "sort_desc" or "sort_by_label_desc";
        if (call.Function is "sort" or "sort_desc")
        {
            // Numbers only; a stable order makes ties answer the same every time.
            var floats = FloatsOnly(columns);
            return evaluator.Grid.IsInstant ? [.. floats.Order(Comparer<StepColumn>.Create((a, b) => ByValue(a.Values[0], b.Values[0], descending)))] : floats;
        }

        string[] labels = [.. call.Arguments.Skip(1).Select(static argument => ((StringExpr)argument).Value)];
        columns.Sort((a, b) => descending ? ByLabels(b, a, labels) : ByLabels(a, b, labels));
        return columns;
    }

    // NaN is last in both directions.
    static int ByValue(double a, double b, bool descending)
    {
        if (double.IsNaN(a) || double.IsNaN(b))
            return double.IsNaN(a).CompareTo(double.IsNaN(b));
        return descending ? b.CompareTo(a) : a.CompareTo(b);
    }

    static int ByLabels(StepColumn a, StepColumn b, string[] labels)
    {
        foreach (var label in labels)
        {
            var (left, right) = (a.Labels[label], b.Labels[label]);
            if (left != right)
                return NaturalOrder.IsBefore(left, right) ? -1 : 1;
        }

        return a.Labels.CompareTo(b.Labels);
    }

    static List<StepColumn> FloatsOnly(List<StepColumn> columns)
    {
        var kept = new List<StepColumn>(columns.Count);
        foreach (var column in columns)
        {
            for (var step = StepBits.Next(column.Present, 0); step >= 0 && column.Histograms is not null; step = StepBits.Next(column.Present, step + 1))
                if (column.Histogram(step) is not null)
                    column.Remove(step);
            column.Histograms = null;
            if (!column.IsEmpty)
                kept.Add(column);
        }

        return kept;
    }
}

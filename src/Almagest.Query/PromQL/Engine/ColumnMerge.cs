using Almagest.Model;

namespace Almagest.Query.PromQL.Engine;

/// <summary>Joins columns that have come to have the same labels.</summary>
static class ColumnMerge
{
    public static PromQlException SameLabels() => new("vector cannot contain metrics with the same labelset");

    /// <summary>One column per label set, in order of first appearance.</summary>
    /// <exception cref="PromQlException">Two have a sample at the same step.</exception>
    public static List<StepColumn> Merge(List<StepColumn> columns)
    {
        if (columns.Count < 2)
            return columns;
        var byLabels = new Dictionary<Labels, StepColumn>(columns.Count);
        var merged = new List<StepColumn>(columns.Count);
        foreach (var column in columns)
        {
            if (byLabels.TryAdd(column.Labels, column))
            {
                merged.Add(column);
                continue;
            }

            Move(column, byLabels[column.Labels]);
        }

        return merged;
    }

    static void Move(StepColumn from, StepColumn into)
    {
        for (var step = StepBits.Next(from.Present, 0); step >= 0; step = StepBits.Next(from.Present, step + 1))
        {
            // Prometheus keeps floats and histograms apart here and lets both stand at one time; a float then shows first.
            if (into.Has(step))
                throw SameLabels();
            into.Set(step, from.Values[step], from.Histogram(step));
        }

        from.Release();
    }
}

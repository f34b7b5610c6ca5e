using Almagest.Model;
using Almagest.Query.PromQL.Values;

namespace Almagest.Query.PromQL.Engine;

/// <summary>Collects samples into columns by labels.</summary>
sealed class ColumnSet(Evaluator evaluator)
{
    readonly Dictionary<Labels, StepColumn> _byLabels = [];
    readonly List<StepColumn> _columns = [];

    // With one step and names dropped later, two samples may share labels for now: an aggregation around may still use both.
    readonly bool _mayRepeat = evaluator.Grid.IsInstant && evaluator.Context.Features.DelayedNameRemoval;

    /// <exception cref="PromQlException">There is such a sample already.</exception>
    public void Add(Labels labels, bool dropName, int step, double value, FloatHistogram? histogram)
    {
        if (!_byLabels.TryGetValue(labels, out var column) || (_mayRepeat && column.Has(step)))
        {
            column = StepColumn.Rent(labels, evaluator.Grid.Count);
            column.DropName = dropName;
            _byLabels[labels] = column;
            _columns.Add(column);
        }
        else if (column.Has(step))
        {
            throw ColumnMerge.SameLabels();
        }

        column.Set(step, value, histogram);
    }

    /// <summary>All columns in order of appearance.</summary>
    public List<StepColumn> Columns
    {
        get
        {
            foreach (var column in _columns)
                column.Hold(evaluator.Context);
            return _columns;
        }
    }
}

using Almagest.Model;

namespace Almagest.Query.PromQL.Engine;

/// <summary>Which group each series belongs to: found once per series, not per step. Groups are in order of appearance.</summary>
sealed class GroupIndex
{
    readonly LabelSubset _subset;
    readonly bool _all;
    readonly Dictionary<Labels, int> _indexes;
    readonly List<Labels> _labels = [];

    public GroupIndex(IReadOnlyList<string> grouping, bool without)
    {
        // "without" always leaves the name out, too.
        _subset = new LabelSubset(without ? [.. grouping, Labels.MetricName] : grouping, without);
        _all = !without && grouping.Count == 0;
        _indexes = new Dictionary<Labels, int>(_subset);
    }

    /// <summary>Labels of the groups.</summary>
    public IReadOnlyList<Labels> Groups => _labels;

    public int Of(Labels series)
    {
        if (_all)
        {
            if (_labels.Count == 0)
                _labels.Add(Labels.Empty);
            return 0;
        }

        if (_indexes.TryGetValue(series, out var index))
            return index;
        index = _labels.Count;
        _indexes[series] = index;
        _labels.Add(_subset.Of(series));
        return index;
    }
}

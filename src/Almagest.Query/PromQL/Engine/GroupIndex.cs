using Almagest.Model;

namespace Almagest.Query.PromQL.Engine;

/// <summary>Which group each series belongs to: found once per series, not per step. Groups are in order of appearance.</summary>
sealed class GroupIndex
{
    readonly LabelSubset _subset;
    readonly bool _all;
    readonly Dictionary<Labels, int> _indexes;

    // Stores mostly keep one instance of each text: found by it, no text has to be read.
    readonly Dictionary<Labels, int> _instances;
    readonly List<Labels> _labels = [];

    public GroupIndex(IReadOnlyList<string> grouping, bool without)
    {
        // "without" always leaves the name out, too.
        IReadOnlyList<string> names = without ? [.. grouping, Labels.MetricName] : grouping;
        _subset = new LabelSubset(names, without);
        _all = !without && grouping.Count == 0;
        _indexes = new Dictionary<Labels, int>(_subset);
        _instances = new Dictionary<Labels, int>(new LabelSubset(names, without, byInstance: true));
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

        if (_instances.TryGetValue(series, out var index))
            return index;
        if (!_indexes.TryGetValue(series, out index))
        {
            index = _labels.Count;
            _indexes[series] = index;
            _labels.Add(_subset.Of(series));
        }

        return _instances[series] = index;
    }
}

using Almagest.Model;
using Almagest.Query.LogQL.Pipeline;

namespace Almagest.Query.LogQL.Metrics;

/// <summary>The labels of samples: those of the line, grouped. An error is never grouped away, so that it is seen.</summary>
sealed class SampleLabels(IReadOnlyList<string> names, bool without, bool noLabels)
{
    readonly List<(Label Label, LabelCategory Category)> _all = [];
    readonly Dictionary<Labels, Labels> _groupOfStream = [];
    readonly List<Label> _kept = [];

    internal Labels Of(LineLabels line)
    {
        if (line.Error.Length == 0)
        {
            if (noLabels)
                return Labels.Empty;
            if (!line.IsChanged)
                return OfStream(line.Stream);
        }

        line.CopyTo(_all);
        _kept.Clear();
        foreach (var (label, _) in _all)
            if (line.Error.Length > 0 || names.Count == 0 || names.Contains(label.Name) != without)
                _kept.Add(label);
        _kept.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return Labels.FromSorted([.. _kept]);
    }

    Labels OfStream(Labels stream)
    {
        if (names.Count == 0)
            return stream;
        if (!_groupOfStream.TryGetValue(stream, out var group))
            _groupOfStream[stream] = group = without ? LabelGroups.Without(stream, names) : LabelGroups.Only(stream, names);
        return group;
    }
}

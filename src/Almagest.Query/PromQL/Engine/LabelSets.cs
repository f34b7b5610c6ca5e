using Almagest.Model;

namespace Almagest.Query.PromQL.Engine;

/// <summary>What evaluation does to label sets.</summary>
static class LabelSets
{
    /// <summary>Without name, type and unit: an operation has made something else of the metric.</summary>
    public static Labels WithoutMetadata(Labels labels) => Filter(labels, static (label, _) => label.Name is not (Labels.MetricName or "__type__" or "__unit__"), 0);

    public static Labels Without(Labels labels, IReadOnlyCollection<string> names) => Filter(labels, static (label, names) => !names.Contains(label.Name), names);

    public static Labels Only(Labels labels, IReadOnlyCollection<string> names) => Filter(labels, static (label, names) => names.Contains(label.Name), names);

    /// <summary>With a label set; an empty value removes it.</summary>
    public static Labels With(Labels labels, string name, string value)
    {
        if (labels[name] == value)
            return labels;
        return Labels.From([.. labels.AsSpan(), new Label(name, value)]);
    }

    static Labels Filter<T>(Labels labels, Func<Label, T, bool> keep, T state)
    {
        var count = 0;
        foreach (var label in labels.AsSpan())
            count += keep(label, state) ? 1 : 0;
        if (count == labels.Count)
            return labels;
        var kept = new Label[count];
        var at = 0;
        foreach (var label in labels.AsSpan())
            if (keep(label, state))
                kept[at++] = label;
        return Labels.FromSorted(kept);
    }
}

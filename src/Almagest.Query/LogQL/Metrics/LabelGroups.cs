using Almagest.Model;

namespace Almagest.Query.LogQL.Metrics;

/// <summary>Parts of label sets. Unlike elsewhere empty values count, because a field can be there and empty.</summary>
static class LabelGroups
{
    internal static Labels Only(Labels labels, IReadOnlyList<string> names) => Filter(labels, label => names.Contains(label.Name));

    internal static Labels Without(Labels labels, IReadOnlyList<string> names) => Filter(labels, label => !names.Contains(label.Name));

    /// <summary>Those with a value: what Loki has left of a set after it took labels away.</summary>
    internal static Labels Filled(Labels labels) => Filter(labels, static label => label.Value.Length > 0);

    /// <summary>The set with a label changed; an empty value takes it away.</summary>
    internal static Labels With(Labels labels, string name, string value)
    {
        var others = Without(labels, [name]);
        return value.Length == 0 ? others : Labels.FromSorted([.. others.Append(new Label(name, value)).OrderBy(static l => l.Name, StringComparer.Ordinal)]);
    }

    static Labels Filter(Labels labels, Func<Label, bool> keep)
    {
        var kept = 0;
        foreach (var label in labels.AsSpan())
            kept += keep(label) ? 1 : 0;
        if (kept == labels.Count)
            return labels;
        var result = new Label[kept];
        var at = 0;
        foreach (var label in labels.AsSpan())
            if (keep(label))
                result[at++] = label;
        return Labels.FromSorted(result);
    }
}

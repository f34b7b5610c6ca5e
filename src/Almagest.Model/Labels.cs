using System.Collections;

namespace Almagest.Model;

/// <summary>One label: a name and a value that is never empty, because an empty value means the label is absent.</summary>
/// <param name="Name">Any UTF-8 text; <c>__name__</c> is the metric's name.</param>
/// <param name="Value">The value.</param>
public readonly record struct Label(string Name, string Value);

/// <summary>
/// An immutable set of labels, sorted by name in ordinal order, each name once. The set with <c>__name__</c> identifies a series.
/// </summary>
public sealed class Labels : IReadOnlyList<Label>, IEquatable<Labels>
{
    /// <summary>The label that holds a metric's name.</summary>
    public const string MetricName = "__name__";

    readonly Label[] _labels;
    readonly int _hash;

    Labels(Label[] sorted)
    {
        _labels = sorted;
        var hash = new HashCode();
        foreach (var label in sorted)
        {
            hash.Add(label.Name, StringComparer.Ordinal);
            hash.Add(label.Value, StringComparer.Ordinal);
        }

        _hash = hash.ToHashCode();
    }

    /// <summary>No labels at all.</summary>
    public static Labels Empty { get; } = new([]);

    /// <summary>How many labels there are.</summary>
    public int Count => _labels.Length;

    /// <summary>The metric's name, empty when there is none.</summary>
    public string Metric => this[MetricName];

    /// <summary>The value of a label, empty when it is absent.</summary>
    public string this[string name]
    {
        get
        {
            // Sets are small: a scan that stops early beats a search.
            foreach (var label in _labels)
            {
                var order = string.CompareOrdinal(label.Name, name);
                if (order == 0)
                    return label.Value;
                if (order > 0)
                    break;
            }

            return "";
        }
    }

    /// <inheritdoc/>
    public Label this[int index] => _labels[index];

    /// <summary>The labels, sorted by name.</summary>
    public ReadOnlySpan<Label> AsSpan() => _labels;

    /// <summary>Whether the label is present.</summary>
    public bool Has(string name) => this[name].Length > 0;

    /// <summary>A set from labels in any order. Empty values are left out; of two labels with one name the last counts.</summary>
    public static Labels From(IEnumerable<Label> labels)
    {
        var byName = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in labels)
            byName[name] = value;
        return FromSorted([.. byName.Where(static pair => pair.Value.Length > 0).Select(static pair => new Label(pair.Key, pair.Value))]);
    }

    /// <summary>A set from name and value pairs in any order.</summary>
    public static Labels Of(params ReadOnlySpan<(string Name, string Value)> labels)
    {
        var list = new List<Label>(labels.Length);
        foreach (var (name, value) in labels)
            list.Add(new Label(name, value));
        return From(list);
    }

    /// <summary>A set that takes over <paramref name="sorted"/>, which must be in ordinal order of distinct names, without empty values; only log queries keep those, because a field can be there and empty.</summary>
    public static Labels FromSorted(Label[] sorted) => sorted.Length == 0 ? Empty : new Labels(sorted);

    /// <inheritdoc/>
    public bool Equals(Labels? other) => other is not null && (ReferenceEquals(this, other) || (_hash == other._hash && AsSpan().SequenceEqual(other.AsSpan())));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Labels);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <summary>Orders by name and value of the first label, then the second, and so on; a shorter set that begins a longer one comes first.</summary>
    public int CompareTo(Labels other)
    {
        for (var i = 0; i < Math.Min(Count, other.Count); i++)
        {
            var order = string.CompareOrdinal(_labels[i].Name, other._labels[i].Name);
            if (order == 0)
                order = string.CompareOrdinal(_labels[i].Value, other._labels[i].Value);
            if (order != 0)
                return order;
        }

        return Count - other.Count;
    }

    /// <inheritdoc/>
    public IEnumerator<Label> GetEnumerator() => ((IEnumerable<Label>)_labels).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _labels.GetEnumerator();

    /// <summary>The form of the Prometheus documentation: <c>{__name__="up", job="api"}</c>, for people and tests.</summary>
    public override string ToString() => $"{{{string.Join(", ", _labels.Select(static l => $"{l.Name}=\"{l.Value}\""))}}}";
}

using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Almagest.Model;

namespace Almagest.Query.PromQL.Engine;

/// <summary>
/// Compares label sets by some of their labels, so that groups and join partners are found without making a label set per series.
/// </summary>
/// <param name="names">The labels that count, or do not count.</param>
/// <param name="without">Whether all but <paramref name="names"/> count.</param>
/// <param name="byInstance">Whether equal texts are the same only when they are one object: quicker, where a set that is not found this way is looked for by text.</param>
sealed class LabelSubset(IEnumerable<string> names, bool without, bool byInstance = false) : IEqualityComparer<Labels>
{
    readonly string[] _names = [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    public bool Equals(Labels? x, Labels? y)
    {
        if (x is null || y is null)
            return ReferenceEquals(x, y);
        var (i, j) = (Next(x, 0), Next(y, 0));
        while (i < x.Count && j < y.Count)
        {
            if (byInstance ? !ReferenceEquals(x[i].Value, y[j].Value) || !ReferenceEquals(x[i].Name, y[j].Name) : x[i] != y[j])
                return false;
            (i, j) = (Next(x, i + 1), Next(y, j + 1));
        }

        return i >= x.Count && j >= y.Count;
    }

    public int GetHashCode([DisallowNull] Labels obj)
    {
        if (byInstance)
            return InstanceHash(obj);
        var hash = new HashCode();
        for (var i = Next(obj, 0); i < obj.Count; i = Next(obj, i + 1))
        {
            hash.Add(obj[i].Name, StringComparer.Ordinal);
            hash.Add(obj[i].Value, StringComparer.Ordinal);
        }

        return hash.ToHashCode();
    }

    int InstanceHash(Labels labels)
    {
        var hash = 0;
        for (var i = Next(labels, 0); i < labels.Count; i = Next(labels, i + 1))
            hash = (hash * 31) + RuntimeHelpers.GetHashCode(labels[i].Value);
        return hash;
    }

    /// <summary>The labels that count, as a set.</summary>
    public Labels Of(Labels labels) => without ? LabelSets.Without(labels, _names) : LabelSets.Only(labels, _names);

    int Next(Labels labels, int from)
    {
        while (from < labels.Count && Named(labels[from].Name) == without)
            from++;
        return from;
    }

    bool Named(string name)
    {
        foreach (var each in _names)
            if (ReferenceEquals(each, name) || string.Equals(each, name, StringComparison.Ordinal))
                return true;
        return false;
    }
}

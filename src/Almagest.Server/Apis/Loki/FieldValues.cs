using Almagest.Model;
using Almagest.Query.LogQL.Engine;
using Almagest.Query.LogQL.Literals;

namespace Almagest.Server.Apis.Loki;

/// <summary>The values of one field, up to a limit that the last line may exceed.</summary>
sealed class FieldValues(string name, int limit)
{
    // Suffixes behind which a number is a size.
    static readonly string[] Units =
        ["b", "kib", "kb", "mib", "mb", "gib", "gb", "tib", "tb", "pib", "pb", "eib", "eb", "ki", "k", "mi", "m", "gi", "g", "ti", "t", "pi", "p", "ei", "e"];

    readonly EntryFields _entries = new();
    readonly HashSet<string> _values = [];

    /// <summary>What was found, sorted.</summary>
    internal IReadOnlyList<string> Values => [.. _values.Order(StringComparer.Ordinal)];

    internal void Add(LogEntry entry, Labels stream)
    {
        if (_values.Count >= limit)
            return;
        if (entry.Metadata.Has(name))
            _values.Add(entry.Metadata[name]);
        if (_entries.Of(entry, stream).Fields.TryGetValue(name, out var values))
            foreach (var value in values)
                _values.Add(Shown(value));
    }

    /// <summary>A size is written such that a query can hold it.</summary>
    static string Shown(string value) => Units.Any(unit => value.EndsWith(unit, StringComparison.OrdinalIgnoreCase)) && ByteSizes.TryParse(value, out var size, out _)
        ? ByteSizes.Format(size).Replace(" ", "", StringComparison.Ordinal) : value;
}

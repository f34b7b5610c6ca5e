using System.Globalization;
using Almagest.Model;
using Almagest.Query.LogQL.Engine;
using Almagest.Query.LogQL.Literals;
using Almagest.Query.LogQL.Pipeline;

namespace Almagest.Server.Apis.Loki;

/// <summary>A field that lines have.</summary>
/// <param name="name">The label it becomes.</param>
sealed class DetectedField(string name)
{
    internal string Name { get; } = name;

    /// <summary>int, float, boolean, duration, bytes or string, by the value seen last.</summary>
    internal string Type { get; set; } = "string";

    /// <summary>json, logfmt or both; none for structured metadata and what the query itself parsed.</summary>
    internal List<string> Parsers { get; } = [];

    /// <summary>Where it stands in JSON.</summary>
    internal IReadOnlyList<string>? JsonPath { get; set; }

    internal HashSet<string> Values { get; } = [];
}

/// <summary>Looks into lines for fields: structured metadata, what the query parsed, and JSON or logfmt.</summary>
/// <param name="limit">Most fields; those met later are left out.</param>
sealed class FieldDetection(int limit)
{
    readonly EntryFields _entries = new();
    readonly Dictionary<string, DetectedField> _fields = [];

    /// <summary>What was found, those with most values first.</summary>
    internal IReadOnlyList<DetectedField> Fields => [.. _fields.Values.OrderByDescending(static f => f.Values.Count).ThenBy(static f => f.Name, StringComparer.Ordinal)];

    internal void Add(LogEntry entry, Labels stream)
    {
        foreach (var label in entry.Metadata)
            if (Of(label.Name) is { } field)
                Take(field, [label.Value]);
        var (fields, parser) = _entries.Of(entry, stream);
        foreach (var (name, values) in fields)
        {
            if (Of(name) is not { } field)
                continue;
            if (parser is not null && !field.Parsers.Contains(parser))
                field.Parsers.Add(parser);
            if (parser == "json")
                field.JsonPath = JsonFieldPaths.Find(entry.Text, name);
            Take(field, values);
        }
    }

    static void Take(DetectedField field, List<string> values)
    {
        field.Type = TypeOf(values[0]);
        field.Values.UnionWith(values);
    }

    DetectedField? Of(string name)
    {
        if (!_fields.TryGetValue(name, out var field) && _fields.Count < limit)
            _fields[name] = field = new DetectedField(name);
        return field;
    }

    static string TypeOf(string value)
    {
        if (long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
            return "int";
        if (GoNumbers.TryParseFloat(value, out _))
            return "float";
        if (value is "true" or "false" or "TRUE" or "FALSE" or "True" or "False" or "t" or "f" or "T" or "F")
            return "boolean";
        if (GoDurations.TryParse(value, out _, out _))
            return "duration";
        return ByteSizes.TryParse(value, out _, out _) ? "bytes" : "string";
    }
}

using System.Globalization;
using Almagest.Model;
using Almagest.Query.LogQL.Engine;
using Almagest.Query.LogQL.Literals;
using Almagest.Query.LogQL.Pipeline;
using Almagest.Query.LogQL.Syntax;

namespace Almagest.Server.Apis.Loki;

/// <summary>A field that lines have.</summary>
/// <param name="Name">The label it becomes.</param>
/// <param name="Type">int, float, boolean, duration, bytes or string, by its first value.</param>
/// <param name="Parser">json or logfmt; null for structured metadata and what the query itself parsed.</param>
/// <param name="JsonPath">Where it stands in JSON.</param>
sealed record DetectedField(string Name, string Type, string? Parser, IReadOnlyList<string>? JsonPath)
{
    internal HashSet<string> Values { get; } = [];
}

/// <summary>Looks into lines for fields: structured metadata, what the query parsed, and else JSON or logfmt.</summary>
sealed class FieldDetection
{
    readonly LinePipeline _json = new([new JsonExpr([])]);
    readonly LinePipeline _logfmt = new([new LogfmtExpr(true, false, [])]);
    readonly Dictionary<string, DetectedField> _fields = [];

    /// <summary>What was found, those with most values first.</summary>
    internal IReadOnlyList<DetectedField> Fields => [.. _fields.Values.OrderByDescending(static f => f.Values.Count).ThenBy(static f => f.Name, StringComparer.Ordinal)];

    internal void Add(LogEntry entry, Labels stream)
    {
        foreach (var label in entry.Metadata)
            Add(label, null);
        foreach (var label in entry.Parsed)
            if (label.Name is not (LineLabels.ErrorLabel or LineLabels.ErrorDetailsLabel))
                Add(label, null);
        if (entry.Parsed.Count > 0)
            return;
        var parser = "json";
        var parsed = _json.Process(entry.TimeNano, entry.Text, stream, entry.Metadata)?.Parsed;
        if (parsed is null || parsed.Has(LineLabels.ErrorLabel))
            (parser, parsed) = ("logfmt", _logfmt.Process(entry.TimeNano, entry.Text, stream, entry.Metadata)?.Parsed);
        // Words of plain text are keys without values to logfmt, which the parser leaves out.
        if (parsed is null || parsed.Has(LineLabels.ErrorLabel))
            return;
        foreach (var label in parsed)
            Add(label, parser, parser == "json" ? entry.Text : null);
    }

    void Add(Label label, string? parser, string? json = null)
    {
        if (!_fields.TryGetValue(label.Name, out var detected))
            _fields[label.Name] = detected = new DetectedField(label.Name, TypeOf(label.Value), parser, json is null ? null : JsonFieldPaths.Find(json, label.Name));
        detected.Values.Add(label.Value);
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

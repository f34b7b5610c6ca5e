using Almagest.Telemetry.Traces;

namespace Almagest.Telemetry.Logs;

/// <summary>Structured metadata as SQL: the value of one name, empty when a row has none.</summary>
static class MetadataColumns
{
    /// <summary>Rows with attributes that are maps, whose members are metadata of their own which <see cref="Of"/> does not see.</summary>
    internal const string HasMaps = "(source = 'otlp' AND position(attribute_types, 'm') > 0)";

    /// <summary>The pattern of a line: metadata that only a query that names it sees.</summary>
    internal const string PatternId = "pattern_id";

    // What OpenTelemetry's records have beside attributes.
    static readonly Dictionary<string, string> Fields = new()
    {
        ["trace_id"] = "trace_id",
        ["span_id"] = "span_id",
        ["severity_text"] = "toString(severity_text)",
        ["severity_number"] = "if(severity_number = 0, '', toString(severity_number))",
        ["event_name"] = "toString(event_name)",
        ["scope_name"] = "toString(scope_name)",
        ["scope_version"] = "toString(scope_version)",
        ["flags"] = "if(flags = 0, '', toString(flags))",
        ["dropped_attributes_count"] = "if(dropped_attributes = 0, '', toString(dropped_attributes))",
        ["observed_timestamp"] = "if(toUnixTimestamp64Nano(observed_time) = 0, '', toString(toUnixTimestamp64Nano(observed_time)))",
    };

    /// <summary>Whether a name is always that of a column, never that of an attribute.</summary>
    internal static bool IsColumn(string name) => name is "detected_level" or PatternId;

    /// <summary>The name of an attribute as metadata has it, as <see cref="LabelNamer"/> makes it but for digits at its begin.</summary>
    internal static string NameOf(string attribute) => $"replaceRegexpAll(toString({attribute}), '[^a-zA-Z0-9]+', '_')";

    internal static string Of(string name, SqlParameters parameters)
    {
        if (name == "detected_level")
            return "toString(level)";
        if (name == PatternId)
            return $"toString({PatternId})";
        var own = $"attributes[{parameters.Text(name)}]";
        if (Fields.TryGetValue(name, out var field))
            return $"if(source = 'otlp', {field}, {own})";
        var sanitized = $"arrayElement(mapValues(attributes), arrayFirstIndex(k -> {NameOf("k")} = {parameters.Text(name)}, mapKeys(attributes)))";
        return $"if(source = 'otlp', {sanitized}, {own})";
    }
}

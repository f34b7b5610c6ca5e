namespace Almagest.Server.Apis.UniversalMetrics;

/// <summary>What the fields of a record may hold. Each rule returns what was expected, or null when the value is good.</summary>
static class UniversalMetricRules
{
    internal const int MaxName = 256;
    internal const int MaxUnit = 64;
    internal const int MaxTags = 256;
    internal const int MaxTagValue = 4096;

    internal const string Fields = "timestamp, source_system, metric_type, value, unit and tags";

    // Tags become labels beside these, so a tag of such a name would overwrite what the record says.
    static readonly string[] Reserved = ["source_system", "unit", "__name__"];

    internal static string? CheckName(string text) =>
        text.Length is 0 or > MaxName ? $"must have 1 to {MaxName} characters, got {text.Length}" : CheckCharacters(text);

    internal static string? CheckUnit(string text) =>
        text.Length > MaxUnit ? $"must have at most {MaxUnit} characters, got {text.Length}" : CheckCharacters(text);

    internal static string? CheckTagName(string name) =>
        Reserved.Contains(name, StringComparer.Ordinal) ? $"is reserved; give \"{name}\" as a field of the record or choose another name" : CheckName(name);

    internal static string? CheckTagValue(string value) =>
        value.Length > MaxTagValue ? $"must have at most {MaxTagValue} characters, got {value.Length}" : null;

    static string? CheckCharacters(string text) =>
        text.Any(char.IsControl) ? "must not contain control characters" : null;
}

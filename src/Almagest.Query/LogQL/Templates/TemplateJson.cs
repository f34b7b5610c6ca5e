using System.Text.Json;
using System.Text.RegularExpressions;

namespace Almagest.Query.LogQL.Templates;

/// <summary><c>fromJson</c>: maps, lists, texts, numbers and truth values; nothing when the text is no JSON.</summary>
static partial class TemplateJson
{
    internal static object? Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return Value(document.RootElement);
        }
        catch (InvalidOperationException)
        {
            // Half of a character becomes the sign for what can not be shown.
            return Parse(Half().Replace(text, @"\ufffd"));
        }
        catch (JsonException)
        {
            // The sprig function gives nothing, and its template goes on.
            return null;
        }
    }

    [GeneratedRegex(@"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F][0-9a-fA-F]{2})|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}")]
    private static partial Regex Half();

    static object? Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().GroupBy(static p => p.Name).ToDictionary(static g => g.Key, static g => Value(g.Last().Value)),
        JsonValueKind.Array => element.EnumerateArray().Select(Value).ToList(),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => element.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };
}

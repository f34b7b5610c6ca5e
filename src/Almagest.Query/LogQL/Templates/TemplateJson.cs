using System.Text.Json;

namespace Almagest.Query.LogQL.Templates;

/// <summary><c>fromJson</c>: maps, lists, texts, numbers and truth values; nothing when the text is no JSON.</summary>
static class TemplateJson
{
    internal static object? Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return Value(document.RootElement);
        }
        catch (JsonException)
        {
            // The sprig function gives nothing, and its template goes on.
            return null;
        }
    }

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

using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Almagest.Server.Ingest.Logs.Pipelines.Stages;

/// <summary>A path to one value of a JSON document: <c>a.b[0]."c.d"</c>, as JMESPath writes it.</summary>
sealed partial class JsonPath
{
    readonly object[] _steps;

    JsonPath(object[] steps) => _steps = steps;

    /// <summary>The path; null when it is none of this form.</summary>
    internal static JsonPath? Parse(string text)
    {
        var steps = new List<object>();
        var at = 0;
        while (at < text.Length)
        {
            var match = Step().Match(text, at);
            if (!match.Success || (match.Groups["dot"].Length > 0) == (at == 0) && match.Groups["index"].Length == 0)
                return null;
            steps.Add(match.Groups["index"].Success ? int.Parse(match.Groups["index"].ValueSpan, CultureInfo.InvariantCulture)
                : match.Groups["quoted"].Success ? JsonSerializer.Deserialize(match.Groups["quoted"].ValueSpan, JsonPathText.Default.String) ?? "" : match.Groups["name"].Value);
            at += match.Length;
        }

        return steps.Count > 0 ? new JsonPath([.. steps]) : null;
    }

    /// <summary>The value as text, objects and lists as JSON; null when there is none or it is null.</summary>
    internal string? Find(JsonElement element)
    {
        foreach (var step in _steps)
        {
            if (step is string name && element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member))
                element = member;
            else if (step is int index && element.ValueKind == JsonValueKind.Array && Place(index, element.GetArrayLength()) is { } place)
                element = element[place];
            else
                return null;
        }

        return element.ValueKind switch
        {
            JsonValueKind.Null or JsonValueKind.Undefined => null,
            JsonValueKind.String => element.GetString(),
            _ => element.GetRawText(),
        };
    }

    static int? Place(int index, int length) => index < 0 ? length + index >= 0 ? length + index : null : index < length ? index : null;

    [GeneratedRegex("""\G(?:(?<dot>\.?)(?:(?<quoted>"(?:[^"\\]|\\.)*")|(?<name>[^.\[\]"\s]+))|\[(?<index>-?\d+)\])""")]
    private static partial Regex Step();
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
sealed partial class JsonPathText : System.Text.Json.Serialization.JsonSerializerContext;

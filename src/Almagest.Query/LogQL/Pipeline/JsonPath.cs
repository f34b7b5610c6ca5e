namespace Almagest.Query.LogQL.Pipeline;

/// <summary>Where a value stands in JSON: <c>servers[0].name</c>, <c>request["User-Agent"]</c>.</summary>
static class JsonPath
{
    /// <summary>The steps: names as they are, positions as <c>[0]</c>.</summary>
    /// <exception cref="FormatException">It is malformed; with Loki's message.</exception>
    internal static IReadOnlyList<string> Parse(string path) => new JsonPathReader(path).Read();

    /// <summary>The value at a path; null when there is none.</summary>
    internal static JsonValue? Find(string text, IReadOnlyList<string> steps)
    {
        if (JsonText.Read(text, Start(text), text.Length, out var value) is not null && value.Kind is not (JsonKind.Object or JsonKind.Array))
            return null;
        // A line whose end is missing still has the fields before it.
        JsonValue? current = value.End < 0 ? value with { End = text.Length } : value;
        foreach (var step in steps)
        {
            if (current is not { } parent)
                return null;
            current = null;
            if (step.StartsWith('[') && parent.Kind == JsonKind.Array && int.TryParse(step.AsSpan(1, step.Length - 2), out var wanted))
                JsonText.EachElement(text, parent.Start, parent.End, (i, element) => Keep(i == wanted, element, ref current));
            else if (parent.Kind == JsonKind.Object)
                JsonText.EachMember(text, parent.Start, parent.End, (key, member) => Keep(key == step, member, ref current));
        }

        return current;
    }

    static bool Keep(bool found, JsonValue value, ref JsonValue? into)
    {
        if (found)
            into = value;
        return !found;
    }

    static int Start(string text) => text.Length - text.AsSpan().TrimStart(" \n\r\t").Length;
}

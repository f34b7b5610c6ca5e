namespace Almagest.Query.LogQL.Pipeline;

/// <summary>Where a value stands in JSON: <c>servers[0].name</c>, <c>request["User-Agent"]</c>.</summary>
static class JsonPath
{
    /// <summary>The steps: names as they are, positions as <c>[0]</c>.</summary>
    /// <exception cref="FormatException">It is malformed.</exception>
    internal static IReadOnlyList<string> Parse(string path)
    {
        var steps = new List<string>();
        var at = 0;
        while (at < path.Length)
        {
            if (path[at] is ' ' or '\t' or '\n')
                at++;
            else if (path[at] == '[')
                at = Bracket(path, at + 1, steps);
            else if (path[at] == '.')
                at = steps.Count > 0 && at + 1 < path.Length && IsStart(path[at + 1]) ? Field(path, at + 1, steps) : throw Syntax();
            else if (IsStart(path[at]) && steps.Count == 0)
                at = Field(path, at, steps);
            else
                throw IsStart(path[at]) || char.IsAsciiDigit(path[at]) || path[at] is '"' or ']' ? Syntax() : new FormatException($"unexpected char {path[at]}");
        }

        return steps.Count > 0 ? steps : throw Syntax();
    }

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

    static int Field(string path, int at, List<string> steps)
    {
        var end = at;
        while (end < path.Length && (IsStart(path[end]) || char.IsAsciiDigit(path[end])))
            end++;
        steps.Add(path[at..end]);
        return end;
    }

    static int Bracket(string path, int at, List<string> steps)
    {
        var quoted = at < path.Length && path[at] == '"';
        var end = quoted ? path.IndexOf('"', at + 1) : path.IndexOf(']', at);
        if (end < 0)
            throw Syntax();
        var text = path[(quoted ? at + 1 : at)..end];
        if (quoted)
        {
            steps.Add(text);
            return end + 1 < path.Length && path[end + 1] == ']' ? end + 2 : throw Syntax();
        }

        if (text.Contains('.', StringComparison.Ordinal))
            throw new FormatException("cannot use float as array index");
        if (text.Length == 0)
            throw Syntax();
        if (text.AsSpan().ContainsAnyExceptInRange('0', '9'))
            throw char.IsAsciiDigit(text[0]) ? new FormatException($"non-integer value: {text.First(static c => !char.IsAsciiDigit(c))}") : Syntax();
        steps.Add($"[{text}]");
        return end + 1;
    }

    static bool IsStart(char letter) => char.IsAsciiLetter(letter) || letter == '_';

    static FormatException Syntax() => new("syntax error");
}

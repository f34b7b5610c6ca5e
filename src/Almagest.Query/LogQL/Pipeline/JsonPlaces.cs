namespace Almagest.Query.LogQL.Pipeline;

/// <summary>
/// Finds the values of several paths in one walk over a line, as far as the line can be read. Of a path that comes twice the first counts. A value that is
/// looked for and broken is told; what is broken elsewhere ends the walk without a word, and nothing behind the last value is looked at. Not thread-safe.
/// </summary>
/// <param name="paths">The paths, as <see cref="JsonPath.Parse"/> makes them.</param>
sealed class JsonPlaces(IReadOnlyList<IReadOnlyList<string>> paths)
{
    readonly bool[] _found = new bool[paths.Count];
    readonly string?[] _keys = new string?[paths.Max(static p => p.Count)];
    int _left;

    /// <summary>Called with the number of a path, a text and the value in it.</summary>
    internal delegate void Visit(int path, string text, JsonValue value);

    internal void Find(string text, Visit visit, Action<string> fault)
    {
        Array.Clear(_found);
        Array.Clear(_keys);
        _left = paths.Count;
        var level = 0;
        for (var at = 0; at < text.Length && _left > 0; at++)
        {
            switch (text[at])
            {
                case '"':
                    var end = JsonText.TextEnd(text, at + 1, text.Length);
                    var next = end < 0 ? text.Length : JsonText.Skip(text, end + 1, text.Length);
                    if (next >= text.Length || (text[next] == ':' && !Key(text, (at + 1, end, next), level, visit, fault)))
                        return;
                    at = text[next] == ':' ? next : next - 1;
                    break;
                case '{':
                    level++;
                    break;
                case '}' or ']':
                    level--;
                    break;
                case '[':
                    if (level < 0)
                    {
                        fault(JsonText.MalformedJson);
                        return;
                    }

                    Elements(text, at, level, visit);
                    var close = JsonText.BlockEnd(text, at, text.Length, '[', ']');
                    if (close < 0)
                        return;
                    at = close - 1;
                    break;
            }
        }
    }

    /// <summary>Looks at a key; false ends the walk.</summary>
    bool Key(string text, (int Start, int End, int Colon) place, int level, Visit visit, Action<string> fault)
    {
        if (JsonText.Unescape(text, place.Start, place.End) is not { } key)
            return false;
        if (level > _keys.Length)
            return true;
        if (level < 1)
        {
            fault(JsonText.MalformedJson);
            return false;
        }

        _keys[level - 1] = key;
        for (var i = 0; i < paths.Count; i++)
        {
            if (paths[i].Count != level || _found[i] || !IsBelow(paths[i], level))
                continue;
            (_found[i], _left) = (true, _left - 1);
            if (JsonText.Read(text, JsonText.Skip(text, place.Colon + 1, text.Length), text.Length, out var value) is { } broken)
                fault(broken);
            else
                visit(i, text, value);
        }

        return _left > 0;
    }

    void Elements(string text, int at, int level, Visit visit)
    {
        var wanted = Enumerable.Range(0, paths.Count).Where(i => paths[i].Count > level && !_found[i] && paths[i][level].StartsWith('[') && IsBelow(paths[i], level)).ToList();
        if (wanted.Count == 0)
            return;
        JsonText.EachElement(text, at, text.Length, (position, element) =>
        {
            foreach (var i in wanted)
            {
                if (paths[i][level] != $"[{position}]")
                    continue;
                (_found[i], _left) = (true, _left - 1);
                if (paths[i].Count == level + 1)
                    visit(i, text, element);
                else if (element.Kind != JsonKind.Text && text[element.Start..element.End] is var inner && JsonPath.Find(inner, [.. paths[i].Skip(level + 1)]) is { } value)
                    visit(i, inner, value);
            }

            return true;
        });
    }

    bool IsBelow(IReadOnlyList<string> path, int level)
    {
        for (var i = 0; i < level; i++)
            if (path[i] != _keys[i])
                return false;
        return true;
    }
}

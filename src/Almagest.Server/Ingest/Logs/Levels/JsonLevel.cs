using System.Buffers;

namespace Almagest.Server.Ingest.Logs.Levels;

/// <summary>
/// Finds the level in a JSON line without parsing all of it: the first field with a level's name that holds a string, in the object or in
/// objects directly in it. Broken JSON is no fault: what is found before the break counts.
/// </summary>
static class JsonLevel
{
    const int MaxDepth = 2;

    static readonly SearchValues<byte> StringEnds = SearchValues.Create("\"\\"u8);
    static readonly SearchValues<byte> Structure = SearchValues.Create("\"{}[]"u8);

    // Hot path: per JSON line.
    /// <summary>The level as it stands in the line; empty when there is none.</summary>
    internal static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> line)
    {
        var at = 0;
        TryObject(line, ref at, 0, out var level);
        return level;
    }

    /// <summary>Walks an object; false when the level was found or the JSON is broken: either ends the search.</summary>
    static bool TryObject(ReadOnlySpan<byte> line, scoped ref int at, int depth, out ReadOnlySpan<byte> level)
    {
        level = default;
        if (!Take(line, ref at, (byte)'{'))
            return false;
        if (Take(line, ref at, (byte)'}'))
            return true;
        do
        {
            if (!TryString(line, ref at, out var name) || !Take(line, ref at, (byte)':') || !TryValue(line, ref at, depth, name, ref level))
                return false;
        }
        while (Take(line, ref at, (byte)','));
        return Take(line, ref at, (byte)'}');
    }

    static bool TryValue(ReadOnlySpan<byte> line, scoped ref int at, int depth, scoped ReadOnlySpan<byte> name, ref ReadOnlySpan<byte> level)
    {
        SkipSpace(line, ref at);
        if (at >= line.Length)
            return false;
        switch (line[at])
        {
            case (byte)'"':
                if (!TryString(line, ref at, out var value))
                    return false;
                if (!LevelFields.IsJsonField(name))
                    return true;
                level = value;
                return false;
            case (byte)'{' when depth + 1 < MaxDepth:
                return TryObject(line, ref at, depth + 1, out level);
            case (byte)'{' or (byte)'[':
                return TrySkipNested(line, ref at);
            default:
                var rest = line[at..].IndexOfAny((byte)',', (byte)'}');
                at = rest < 0 ? line.Length : at + rest;
                return rest >= 0;
        }
    }

    static bool TrySkipNested(ReadOnlySpan<byte> line, ref int at)
    {
        for (var open = 0; line[at..].IndexOfAny(Structure) is >= 0 and var next;)
        {
            at += next;
            if (line[at] == '"')
            {
                if (!TryString(line, ref at, out _))
                    return false;
                continue;
            }

            open += line[at++] is (byte)'{' or (byte)'[' ? 1 : -1;
            if (open == 0)
                return true;
        }

        return false;
    }

    static bool TryString(ReadOnlySpan<byte> line, scoped ref int at, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (!Take(line, ref at, (byte)'"'))
            return false;
        var start = at;
        while (line[at..].IndexOfAny(StringEnds) is >= 0 and var next)
        {
            at += next;
            if (line[at] == '"')
            {
                text = line[start..at++];
                return true;
            }

            at = Math.Min(at + 2, line.Length);
        }

        return false;
    }

    static bool Take(ReadOnlySpan<byte> line, ref int at, byte wanted)
    {
        SkipSpace(line, ref at);
        if (at >= line.Length || line[at] != wanted)
            return false;
        at++;
        return true;
    }

    static void SkipSpace(ReadOnlySpan<byte> line, ref int at)
    {
        while (at < line.Length && line[at] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r')
            at++;
    }
}

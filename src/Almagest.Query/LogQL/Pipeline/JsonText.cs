using System.Buffers;
using System.Text;

namespace Almagest.Query.LogQL.Pipeline;

/// <summary>What a JSON value is.</summary>
enum JsonKind
{
    Text,
    Number,
    Boolean,
    Null,
    Object,
    Array,
}

/// <summary>A member of an object or an array, by places in the text.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">First character of the value; of a text behind the quote.</param>
/// <param name="End">Place behind its last character; of a text the closing quote.</param>
readonly record struct JsonValue(JsonKind Kind, int Start, int End);

/// <summary>
/// Walks JSON without building it and without judging what it does not need to look at, as Loki's reader does: fields before a fault are found, and a
/// nested object is only skipped by its braces. Faults have the words of https://pkg.go.dev/github.com/buger/jsonparser.
/// </summary>
static class JsonText
{
    internal const string MalformedJson = "Malformed JSON error";
    internal const string MalformedObject = "Value looks like object, but can't find closing '}' symbol";
    internal const string MalformedArray = "Value is array, but can't find closing ']' symbol";
    internal const string MalformedText = "Value is string, but can't find closing '\"' symbol";
    internal const string MalformedEscape = "Encountered an invalid escape sequence in a string";
    internal const string UnknownValue = "Unknown value type";

    static readonly SearchValues<char> ValueEnds = SearchValues.Create(" \n\r\t,}]");

    /// <summary>Called for each member; false ends the walk.</summary>
    internal delegate bool Visit(string key, JsonValue value);

    /// <summary>Visits the members of the object that begins at a place; gives back a fault, or null.</summary>
    internal static string? EachMember(string text, int at, int end, Visit visit)
    {
        at = Skip(text, at, end);
        if (at >= end || text[at] != '{')
            return MalformedObject;
        at = Skip(text, at + 1, end);
        if (at >= end)
            return MalformedJson;
        if (text[at] == '}')
            return null;
        while (at < end)
        {
            if (text[at] == '}')
                return null;
            if (text[at] != '"')
                return MalformedObject;
            var keyEnd = TextEnd(text, at + 1, end);
            if (keyEnd < 0)
                return MalformedJson;
            if (Unescape(text, at + 1, keyEnd) is not { } key)
                return MalformedEscape;
            at = Skip(text, keyEnd + 1, end);
            if (at >= end || text[at] != ':')
                return MalformedJson;
            if (Read(text, Skip(text, at + 1, end), end, out var value) is { } fault)
                return fault;
            if (!visit(key, value))
                return null;
            at = Skip(text, value.Kind == JsonKind.Text ? value.End + 1 : value.End, end);
            if (at >= end)
                return MalformedArray;
            if (text[at] == '}')
                return null;
            if (text[at] != ',')
                return MalformedObject;
            at = Skip(text, at + 1, end);
        }

        // Nothing behind a comma.
        return MalformedArray;
    }

    /// <summary>Visits the elements of the array that begins at a place; the key is the position.</summary>
    internal static void EachElement(string text, int at, int end, Func<int, JsonValue, bool> visit)
    {
        at = Skip(text, at, end);
        if (at >= end || text[at] != '[')
            return;
        at = Skip(text, at + 1, end);
        for (var i = 0; at < end && text[at] != ']'; i++)
        {
            if (Read(text, at, end, out var value) is not null || !visit(i, value))
                return;
            at = Skip(text, value.Kind == JsonKind.Text ? value.End + 1 : value.End, end);
            if (at >= end || text[at] != ',')
                return;
            at = Skip(text, at + 1, end);
        }
    }

    /// <summary>Finds the extent and kind of the value at a place; gives back a fault, or null.</summary>
    internal static string? Read(string text, int at, int end, out JsonValue value)
    {
        value = default;
        if (at >= end)
            return MalformedJson;
        switch (text[at])
        {
            case '"':
                var quote = TextEnd(text, at + 1, end);
                value = new JsonValue(JsonKind.Text, at + 1, quote);
                return quote < 0 ? MalformedText : null;
            case '{':
                var brace = BlockEnd(text, at, end, '{', '}');
                value = new JsonValue(JsonKind.Object, at, brace);
                return brace < 0 ? MalformedObject : null;
            case '[':
                var bracket = BlockEnd(text, at, end, '[', ']');
                value = new JsonValue(JsonKind.Array, at, bracket);
                return bracket < 0 ? MalformedArray : null;
        }

        var length = text.AsSpan(at, end - at).IndexOfAny(ValueEnds);
        var stop = length < 0 ? end : at + length;
        var word = text.AsSpan(at, stop - at);
        JsonKind? kind = text[at] switch
        {
            't' or 'f' when word is "true" or "false" => JsonKind.Boolean,
            'n' when word is "null" => JsonKind.Null,
            '-' or (>= '0' and <= '9') => JsonKind.Number,
            _ => null,
        };
        value = new JsonValue(kind ?? JsonKind.Null, at, stop);
        return kind is null ? UnknownValue : null;
    }

    /// <summary>The text between two places with its escapes resolved; null when one is malformed.</summary>
    internal static string? Unescape(string text, int start, int end)
    {
        var raw = text.AsSpan(start, end - start);
        if (!raw.Contains('\\'))
            return raw.ToString();
        var into = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                into.Append(raw[i]);
                continue;
            }

            if (++i >= raw.Length)
                return null;
            if (raw[i] == 'u')
            {
                if (i + 4 >= raw.Length || !ushort.TryParse(raw.Slice(i + 1, 4), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var unit))
                    return null;
                into.Append((char)unit);
                i += 4;
                if (!char.IsSurrogate((char)unit))
                    continue;
                // Half of a character is none.
                if (!char.IsHighSurrogate((char)unit) || i + 6 >= raw.Length || raw[i + 1] != '\\' || raw[i + 2] != 'u'
                    || !ushort.TryParse(raw.Slice(i + 3, 4), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var low) || !char.IsLowSurrogate((char)low))
                    return null;
                into.Append((char)low);
                i += 6;
                continue;
            }

            char? escaped = raw[i] switch { '"' or '\\' or '/' => raw[i], 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t', _ => null };
            if (escaped is not { } letter)
                return null;
            into.Append(letter);
        }

        return into.ToString();
    }

    internal static int Skip(string text, int at, int end)
    {
        while (at < end && text[at] is ' ' or '\n' or '\r' or '\t')
        {
            at++;
            if (at >= end)
                break;
        }

        return at;
    }

    internal static int TextEnd(string text, int at, int end)
    {
        while (at < end)
        {
            var next = text.AsSpan(at, end - at).IndexOfAny('"', '\\');
            if (next < 0)
                return -1;
            at += next;
            if (text[at] == '"')
                return at;
            at += 2;
        }

        return -1;
    }

    internal static int BlockEnd(string text, int at, int end, char open, char close)
    {
        for (var depth = 0; at < end; at++)
        {
            if (text[at] == '"')
            {
                at = TextEnd(text, at + 1, end);
                if (at < 0)
                    return -1;
            }
            else if (text[at] == open)
                depth++;
            else if (text[at] == close && --depth == 0)
                return at + 1;
        }

        return -1;
    }
}

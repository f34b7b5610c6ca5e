using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Almagest.Query.PromQL.Syntax;

/// <summary>Quoting and unquoting by Go's rules (https://pkg.go.dev/strconv#Quote), which PromQL's strings and messages follow.</summary>
public static class GoText
{
    // A byte that is not UTF-8 is kept as a low surrogate without its high one, so that it is neither lost nor equal to any valid text.
    const int RawByte = 0xdc00;
    const char FirstRawByte = '\udc80';
    const char LastRawByte = '\udcff';

    /// <summary>The text in double quotes, everything that does not print escaped.</summary>
    public static string Quote(string text)
    {
        var into = new StringBuilder(text.Length + 2).Append('"');
        for (var at = 0; at < text.Length;)
        {
            Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var length);
            // Bare, the replacement character would be refused when the text is parsed again: it is what broken UTF-8 looks like.
            if (text[at] is >= FirstRawByte and <= LastRawByte)
                into.Append(CultureInfo.InvariantCulture, $"\\x{text[at] - RawByte:x2}");
            else if (rune == Rune.ReplacementChar)
                into.Append(@"\ufffd");
            else
                AppendEscaped(into, rune, '"');
            at += length;
        }

        return into.Append('"').ToString();
    }

    /// <summary>Bytes in double quotes, those that are not UTF-8 as <c>\xff</c>.</summary>
    public static string Quote(ReadOnlySpan<byte> utf8) => Quote(Decode(utf8));

    /// <summary>One character in single quotes; null, the end of input, shows as the replacement character.</summary>
    public static string QuoteRune(Rune? rune)
    {
        var into = new StringBuilder(4).Append('\'');
        AppendEscaped(into, rune ?? Rune.ReplacementChar, '\'');
        return into.Append('\'').ToString();
    }

    /// <summary>The first <paramref name="count"/> characters, never half of one.</summary>
    public static string FirstRunes(string text, int count)
    {
        var into = new StringBuilder();
        foreach (var rune in text.EnumerateRunes().Take(count))
            into.Append(rune);
        return into.ToString();
    }

    /// <summary>The value of a quoted string that the lexer accepted. Bytes that are not UTF-8 become lone surrogates.</summary>
    public static string Unquote(string quoted)
    {
        var body = quoted[1..^1];
        if (quoted[0] == '`' || !body.Contains('\\', StringComparison.Ordinal))
            return body;
        var bytes = new List<byte>(body.Length);
        Span<byte> utf8 = stackalloc byte[4];
        for (var at = 0; at < body.Length;)
        {
            if (body[at] == '\\')
            {
                at = Unescape(body, at + 1, bytes);
                continue;
            }

            Rune.DecodeFromUtf16(body.AsSpan(at), out var rune, out var length);
            bytes.AddRange(utf8[..rune.EncodeToUtf8(utf8)]);
            at += length;
        }

        return Decode(CollectionsMarshal.AsSpan(bytes));
    }

    static string Decode(ReadOnlySpan<byte> utf8)
    {
        var text = new StringBuilder(utf8.Length);
        for (var at = 0; at < utf8.Length;)
        {
            var valid = Rune.DecodeFromUtf8(utf8[at..], out var rune, out var length) == OperationStatus.Done;
            if (valid)
                text.Append(rune);
            else
                text.Append((char)(RawByte + utf8[at]));
            at += valid ? length : 1;
        }

        return text.ToString();
    }

    static int Unescape(string body, int at, List<byte> into)
    {
        switch (body[at])
        {
            case 'x':
                into.Add(byte.Parse(body.AsSpan(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                return at + 3;
            case 'u' or 'U':
                var digits = body[at] == 'u' ? 4 : 8;
                Span<byte> utf8 = stackalloc byte[4];
                var code = uint.Parse(body.AsSpan(at + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                // Half of a pair is no character of its own.
                var rune = Rune.IsValid(code) ? new Rune(code) : code <= 0x10ffff ? Rune.ReplacementChar : throw new FormatException("invalid syntax");
                into.AddRange(utf8[..rune.EncodeToUtf8(utf8)]);
                return at + 1 + digits;
            case >= '0' and <= '7':
                into.Add(checked((byte)(((body[at] - '0') * 64) + ((body[at + 1] - '0') * 8) + (body[at + 2] - '0'))));
                return at + 3;
            default:
                var named = "abfnrtv".IndexOf(body[at], StringComparison.Ordinal);
                into.Add((byte)(named < 0 ? body[at] : "\a\b\f\n\r\t\v"[named]));
                return at + 1;
        }
    }

    static void AppendEscaped(StringBuilder into, Rune rune, char quote)
    {
        var value = rune.Value;
        if (value == quote || value == '\\')
            into.Append('\\').Append((char)value);
        else if (value is >= 7 and <= 13)
            into.Append('\\').Append("abtnvfr"[value - 7]);
        else if (Prints(rune))
            into.Append(rune);
        else if (value is < ' ' or 0x7f)
            into.Append(CultureInfo.InvariantCulture, $"\\x{value:x2}");
        else if (value < 0x10000)
            into.Append(CultureInfo.InvariantCulture, $"\\u{value:x4}");
        else
            into.Append(CultureInfo.InvariantCulture, $"\\U{value:x8}");
    }

    static bool Prints(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}

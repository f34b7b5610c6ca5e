using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Almagest.Query.Common;

/// <summary>Classes of characters and escapes of RE2, written for .NET.</summary>
static class GoRegexClass
{
    const string HighHalves = @"[\uD800-\uDBFF]";

    static readonly Dictionary<string, string> Posix = new()
    {
        ["alnum"] = "0-9A-Za-z", ["alpha"] = "A-Za-z", ["ascii"] = @"\x00-\x7F", ["blank"] = @"\t ", ["cntrl"] = @"\x00-\x1F\x7F", ["digit"] = "0-9",
        ["graph"] = "!-~", ["lower"] = "a-z", ["print"] = " -~", ["punct"] = @"!-/:-@\[-`{-~", ["space"] = @"\t\n\v\f\r ", ["upper"] = "A-Z",
        ["word"] = "0-9A-Za-z_", ["xdigit"] = "0-9A-Fa-f",
        ["^alnum"] = @"\x00-/:-@\[-`{-\uFFFF", ["^alpha"] = @"\x00-@\[-`{-\uFFFF", ["^ascii"] = @"\x80-\uFFFF", ["^blank"] = @"\x00-\x08\x0A-\x1F!-\uFFFF",
        ["^cntrl"] = @" -~\x80-\uFFFF", ["^digit"] = @"\x00-/:-\uFFFF", ["^graph"] = @"\x00- \x7F-\uFFFF", ["^lower"] = @"\x00-`{-\uFFFF",
        ["^print"] = @"\x00-\x1F\x7F-\uFFFF", ["^punct"] = @"\x00- 0-9A-Za-z\x7F-\uFFFF", ["^space"] = @"\x00-\x08\x0E-\x1F!-\uFFFF", ["^upper"] = @"\x00-@\[-\uFFFF",
        ["^word"] = @"\x00-/:-@\[-^`{-\uFFFF", ["^xdigit"] = @"\x00-/:-@G-`g-\uFFFF",
    };

    // Scripts .NET has no names for; their characters of 16 bits.
    static readonly Dictionary<string, string> Scripts = new()
    {
        ["Latin"] = @"A-Za-z\u00AA\u00BA\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02B8\u02E0-\u02E4\u1D00-\u1D25\u1D2C-\u1D5C\u1D62-\u1D65\u1D6B-\u1D77\u1D79-\u1DBE\u1E00-\u1EFF\u2071\u207F\u2090-\u209C\u212A\u212B\u2132\u214E\u2160-\u2188\u2C60-\u2C7F\uA722-\uA787\uA78B-\uA7CA\uA7F2-\uA7FF\uAB30-\uAB5A\uAB5C-\uAB64\uFB00-\uFB06\uFF21-\uFF3A\uFF41-\uFF5A",
        ["Greek"] = @"\u0370-\u0373\u0375-\u0377\u037A-\u037D\u037F\u0384\u0386\u0388-\u03E1\u03F0-\u03FF\u1D26-\u1D2A\u1D5D-\u1D61\u1D66-\u1D6A\u1DBF\u1F00-\u1FFE\u2126\uAB65",
        ["Cyrillic"] = @"\u0400-\u0484\u0487-\u052F\u1C80-\u1C88\u1D2B\u1D78\u2DE0-\u2DFF\uA640-\uA69F\uFE2E\uFE2F",
        ["Armenian"] = @"\u0531-\u0556\u0559-\u058A\u058D-\u058F\uFB13-\uFB17", ["Hebrew"] = @"\u0591-\u05C7\u05D0-\u05F4\uFB1D-\uFB4F",
        ["Arabic"] = @"\u0600-\u0604\u0606-\u060B\u060D-\u061A\u061C-\u061E\u0620-\u063F\u0641-\u064A\u0656-\u066F\u0671-\u06DC\u06DE-\u06FF\u0750-\u077F\u08A0-\u08E1\u08E3-\u08FF\uFB50-\uFDFF\uFE70-\uFEFC",
        ["Devanagari"] = @"\u0900-\u0950\u0955-\u0963\u0966-\u097F\uA8E0-\uA8FF", ["Thai"] = @"\u0E01-\u0E3A\u0E40-\u0E5B", ["Georgian"] = @"\u10A0-\u10FA\u10FC-\u10FF\u1C90-\u1CBF\u2D00-\u2D2D",
        ["Hangul"] = @"\u1100-\u11FF\u302E\u302F\u3131-\u318E\u3200-\u321E\u3260-\u327E\uA960-\uA97C\uAC00-\uD7FB\uFFA0-\uFFDC",
        ["Hiragana"] = @"\u3041-\u3096\u309D-\u309F", ["Katakana"] = @"\u30A1-\u30FA\u30FD-\u30FF\u31F0-\u31FF\u32D0-\u32FE\u3300-\u3357\uFF66-\uFF6F\uFF71-\uFF9D",
        ["Han"] = @"\u2E80-\u2FD5\u3005\u3007\u3021-\u3029\u3038-\u303B\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAD9",
    };

    /// <summary>A class that also has all characters beyond 16 bits: both halves are one.</summary>
    internal static string OrPair(string members) => $@"(?:{HighHalves}[\uDC00-\uDFFF]|[{members}-{HighHalves}])";

    /// <summary>Reads <c>[…]</c>.</summary>
    /// <exception cref="FormatException">It is malformed; with Go's message.</exception>
    internal static string Read(string pattern, ref int at)
    {
        var start = at++;
        var members = new StringBuilder("[");
        if (at < pattern.Length && pattern[at] == '^')
        {
            members.Append('^');
            at++;
        }

        for (var first = true; at >= pattern.Length || pattern[at] != ']' || first; first = false)
        {
            if (ReadNamed(pattern, ref at) is { } named)
            {
                members.Append(named);
                continue;
            }

            if (ReadSet(pattern, ref at) is { } set)
            {
                members.Append(set.Members);
                continue;
            }

            var from = at;
            var low = ReadMember(pattern, ref at, start);
            var high = low;
            if (at + 1 < pattern.Length && pattern[at] == '-' && pattern[at + 1] != ']')
            {
                at++;
                high = ReadMember(pattern, ref at, start);
                if (high < low)
                    throw Fault("invalid character class range", pattern[from..at]);
            }

            Append(members, low, high);
        }

        at++;
        return members.Append(']').ToString();
    }

    /// <summary>Reads <c>\d</c> and its like and <c>\p{…}</c>; null when something else stands there.</summary>
    internal static (string Members, bool IsNegated)? ReadSet(string pattern, ref int at)
    {
        if (at + 1 >= pattern.Length || pattern[at] != '\\')
            return null;
        var letter = pattern[at + 1];
        if (letter is 'p' or 'P')
            return ReadUnicode(pattern, ref at, letter == 'P');
        var members = letter switch
        {
            'd' => Posix["digit"],
            'D' => Posix["^digit"],
            'w' => Posix["word"],
            'W' => Posix["^word"],
            's' => @"\t\n\f\r ",
            'S' => @"\x00-\x08\x0B\x0E-\x1F!-\uFFFF",
            _ => null,
        };
        if (members is null)
            return null;
        at += 2;
        return (members, char.IsAsciiLetterUpper(letter));
    }

    /// <summary>Reads an escape that stands for one character.</summary>
    /// <exception cref="FormatException">There is no such escape; with Go's message.</exception>
    internal static int ReadEscape(string pattern, ref int at)
    {
        var start = at++;
        if (at >= pattern.Length)
            throw Fault("trailing backslash at end of expression", "");
        var rune = Next(pattern, ref at);
        switch (rune)
        {
            case >= '1' and <= '7' when at >= pattern.Length || pattern[at] is < '0' or > '7':
                break;
            case >= '0' and <= '7':
                var octal = rune - '0';
                for (var i = 1; i < 3 && at < pattern.Length && pattern[at] is >= '0' and <= '7'; i++)
                    octal = (octal * 8) + pattern[at++] - '0';
                return octal;
            case 'x' when at < pattern.Length:
                if (Hexadecimal(pattern, ref at) is { } code)
                    return code;
                break;
            case 'a' or 'f' or 'n' or 'r' or 't' or 'v':
                return "\a\f\n\r\t\v"["afnrtv".IndexOf((char)rune, StringComparison.Ordinal)];
            case < 128 when !char.IsAsciiLetterOrDigit((char)rune):
                return rune;
        }

        throw Fault("invalid escape sequence", pattern[start..at]);
    }

    /// <summary>A text that stands for itself.</summary>
    internal static string Escaped(string text) => text is "}" or "]" ? "\\" + text : Regex.Escape(text);

    internal static FormatException Fault(string what, string part) => new($"error parsing regexp: {what}: `{part}`");

    static string? ReadNamed(string pattern, ref int at)
    {
        if (at + 2 >= pattern.Length || pattern[at] != '[' || pattern[at + 1] != ':')
            return null;
        var end = pattern.IndexOf(":]", at + 2, StringComparison.Ordinal);
        if (end < 0)
            return null;
        var (name, whole) = (pattern[(at + 2)..end], pattern[at..(end + 2)]);
        at = end + 2;
        return Posix.GetValueOrDefault(name) ?? throw Fault("invalid character class range", whole);
    }

    static (string Members, bool IsNegated) ReadUnicode(string pattern, ref int at, bool isNegated)
    {
        var start = at;
        at += 2;
        if (at >= pattern.Length)
            throw Fault("invalid character class range", pattern[start..]);
        string name;
        if (pattern[at] == '{')
        {
            var end = pattern.IndexOf('}', at);
            if (end < 0)
                throw Fault("invalid character class range", pattern[start..]);
            name = pattern[(at + 1)..end];
            at = end + 1;
        }
        else
            name = char.ConvertFromUtf32(Next(pattern, ref at));
        if (name.StartsWith('^'))
            (name, isNegated) = (name[1..], !isNegated);
        if (name == "Any")
            return (isNegated ? @"\uFFFF" : @"\x00-\uFFFF", !isNegated);
        if (Scripts.TryGetValue(name, out var members))
            return (isNegated ? Others(members) : members, isNegated);
        return "CLMNPSZ".Contains(name[..Math.Min(1, name.Length)], StringComparison.Ordinal) && IsCategory(name) ? ($@"\{(isNegated ? 'P' : 'p')}{{{name}}}", isNegated)
            : throw Fault("invalid character class range", pattern[start..at]);
    }

    /// <summary>All characters but these, which are written as ranges in order.</summary>
    static string Others(string members)
    {
        var others = new StringBuilder();
        var next = 0;
        for (var i = 0; i < members.Length;)
        {
            var low = Member(members, ref i);
            var high = low;
            if (i < members.Length && members[i] == '-')
            {
                i++;
                high = Member(members, ref i);
            }

            if (low > next)
                Append(others, next, low - 1);
            next = high + 1;
        }

        Append(others, next, 0xffff);
        return others.ToString();
    }

    static int Member(string members, ref int at)
    {
        if (members[at] != '\\')
            return members[at++];
        at += 6;
        return int.Parse(members.AsSpan(at - 4, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }

    static bool IsCategory(string name) => name is "C" or "L" or "M" or "N" or "P" or "S" or "Z" or "Cc" or "Cf" or "Co" or "Cs" or "Ll" or "Lm" or "Lo" or "Lt" or "Lu"
        or "Mc" or "Me" or "Mn" or "Nd" or "Nl" or "No" or "Pc" or "Pd" or "Pe" or "Pf" or "Pi" or "Po" or "Ps" or "Sc" or "Sk" or "Sm" or "So" or "Zl" or "Zp" or "Zs";

    static int ReadMember(string pattern, ref int at, int classStart)
    {
        if (at >= pattern.Length)
            throw Fault("missing closing ]", pattern[classStart..]);
        return pattern[at] == '\\' ? ReadEscape(pattern, ref at) : Next(pattern, ref at);
    }

    static int Next(string pattern, ref int at)
    {
        Rune.DecodeFromUtf16(pattern.AsSpan(at), out var rune, out var length);
        at += length;
        return rune.Value;
    }

    static int? Hexadecimal(string pattern, ref int at)
    {
        var rune = Next(pattern, ref at);
        if (rune != '{')
        {
            if (at >= pattern.Length)
                return null;
            var low = Next(pattern, ref at);
            return Digit(rune) is { } x && Digit(low) is { } y ? (x * 16) + y : null;
        }

        var code = 0;
        for (var any = false; at < pattern.Length; any = true)
        {
            rune = Next(pattern, ref at);
            if (rune == '}')
                return any ? code : null;
            if (Digit(rune) is not { } digit || (code = (code * 16) + digit) > 0x10ffff)
                return null;
        }

        return null;
    }

    static int? Digit(int rune) => rune is < 128 && char.IsAsciiHexDigit((char)rune) ? int.Parse(((char)rune).ToString(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) : null;

    // Of a character beyond 16 bits both halves are members: .NET knows no other.
    static void Append(StringBuilder members, int low, int high)
    {
        if (low > 0xffff)
        {
            foreach (var half in char.ConvertFromUtf32(low) + char.ConvertFromUtf32(high))
                members.Append(CultureInfo.InvariantCulture, $"\\u{(int)half:X4}");
            return;
        }

        members.Append(CultureInfo.InvariantCulture, $"\\u{low:X4}");
        if (high > low)
            members.Append(CultureInfo.InvariantCulture, $"-\\u{Math.Min(high, 0xffff):X4}");
    }
}

using System.Text;
using static Almagest.Query.LogQL.Templates.TemplateArguments;

namespace Almagest.Query.LogQL.Templates;

/// <summary>Functions on texts; the subject is the last argument, so that it can be piped in.</summary>
static class TextFunctions
{
    // More would be a mistake or an attack; a line of this length is cut by every client.
    const int MaxRepeated = 1 << 20;

    internal static IEnumerable<TemplateFunction> All { get; } =
    [
        new("lower", 1, static a => Text(a[0]).ToLowerInvariant()),
        new("ToLower", 1, static a => Text(a[0]).ToLowerInvariant()),
        new("upper", 1, static a => Text(a[0]).ToUpperInvariant()),
        new("ToUpper", 1, static a => Text(a[0]).ToUpperInvariant()),
        new("title", 1, static a => Title(Text(a[0]))),
        new("trunc", 2, static a => Truncate(Whole(a[0]), Text(a[1]))),
        new("substr", 3, static a => Substring(Whole(a[0]), Whole(a[1]), Text(a[2]))),
        new("contains", 2, static a => Text(a[1]).Contains(Text(a[0]), StringComparison.Ordinal)),
        new("hasPrefix", 2, static a => Text(a[1]).StartsWith(Text(a[0]), StringComparison.Ordinal)),
        new("hasSuffix", 2, static a => Text(a[1]).EndsWith(Text(a[0]), StringComparison.Ordinal)),
        new("indent", 2, static a => Indent(Whole(a[0]), Text(a[1]))),
        new("nindent", 2, static a => "\n" + Indent(Whole(a[0]), Text(a[1]))),
        new("replace", 3, static a => Replace(Text(a[2]), Text(a[0]), Text(a[1]), -1)),
        new("Replace", 4, static a => Replace(Text(a[0]), Text(a[1]), Text(a[2]), Whole(a[3]))),
        new("repeat", 2, static a => Repeat(Whole(a[0]), Text(a[1]))),
        new("trim", 1, static a => Text(a[0]).Trim()),
        new("TrimSpace", 1, static a => Text(a[0]).Trim()),
        new("trimAll", 2, static a => Text(a[1]).Trim(Text(a[0]).ToCharArray())),
        new("Trim", 2, static a => Trimmed(Text(a[0]), Text(a[1]), start: true, end: true)),
        new("TrimLeft", 2, static a => Trimmed(Text(a[0]), Text(a[1]), start: true, end: false)),
        new("TrimRight", 2, static a => Trimmed(Text(a[0]), Text(a[1]), start: false, end: true)),
        new("trimPrefix", 2, static a => WithoutPrefix(Text(a[1]), Text(a[0]))),
        new("TrimPrefix", 2, static a => WithoutPrefix(Text(a[0]), Text(a[1]))),
        new("trimSuffix", 2, static a => WithoutSuffix(Text(a[1]), Text(a[0]))),
        new("TrimSuffix", 2, static a => WithoutSuffix(Text(a[0]), Text(a[1]))),
    ];

    static string Title(string text)
    {
        var letters = text.ToCharArray();
        for (var i = 0; i < letters.Length; i++)
            if (i == 0 || !(char.IsLetterOrDigit(letters[i - 1]) || letters[i - 1] == '_'))
                letters[i] = char.ToUpperInvariant(letters[i]);
        return new string(letters);
    }

    static string Truncate(int count, string text)
    {
        if (Ascii.IsValid(text))
            return count < 0 ? text.Length + count > 0 ? text[(text.Length + count)..] : text : text.Length > count ? text[..count] : text;
        var runes = text.EnumerateRunes().ToArray();
        return count < 0 ? runes.Length + count > 0 ? string.Concat(runes[(runes.Length + count)..]) : text : runes.Length > count ? string.Concat(runes[..count]) : text;
    }

    static string Substring(int start, int end, string text)
    {
        // Bytes, as in Go; half a character becomes the sign for what can not be shown.
        var bytes = Encoding.UTF8.GetBytes(text);
        if (start < 0)
            return end >= 0 && end <= bytes.Length ? Encoding.UTF8.GetString(bytes[..end])
                : throw new FormatException($"runtime error: slice bounds out of range [:{end}]{(end < 0 ? "" : $" with length {bytes.Length}")}");
        if (end < 0 || end > bytes.Length)
            end = bytes.Length;
        return start > end ? throw new FormatException($"runtime error: slice bounds out of range [{start}:{end}]") : Encoding.UTF8.GetString(bytes[start..end]);
    }

    static string Indent(int count, string text)
    {
        var pad = new string(' ', Math.Clamp(count, 0, 1000));
        return pad + text.Replace("\n", "\n" + pad, StringComparison.Ordinal);
    }

    static string Replace(string text, string old, string with, int count)
    {
        if (old.Length > 0 && count < 0)
            return text.Replace(old, with, StringComparison.Ordinal);
        var into = new StringBuilder();
        var at = 0;
        for (var i = 0; i != count && at <= text.Length; i++)
        {
            // An empty text stands before every character and at the end.
            var found = old.Length > 0 ? text.IndexOf(old, at, StringComparison.Ordinal) : i == 0 ? 0 : at < text.Length ? at + 1 : -1;
            if (found < 0)
                break;
            into.Append(text, at, found - at).Append(with);
            at = found + old.Length;
        }

        return into.Append(text, at, text.Length - at).ToString();
    }

    static string Repeat(int count, string text) => count < 0 ? throw new FormatException("strings: negative Repeat count") : (long)count * text.Length > MaxRepeated
        ? throw new FormatException($"repeat count {count} is out of range") : new StringBuilder(text.Length * count).Insert(0, text, count).ToString();

    static string Trimmed(string text, string letters, bool start, bool end)
    {
        // .NET takes white space when there is nothing to trim; Go takes nothing.
        if (letters.Length == 0)
            return text;
        text = start ? text.TrimStart(letters.ToCharArray()) : text;
        return end ? text.TrimEnd(letters.ToCharArray()) : text;
    }

    static string WithoutPrefix(string text, string prefix) => text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : text;

    static string WithoutSuffix(string text, string suffix) => text.EndsWith(suffix, StringComparison.Ordinal) ? text[..^suffix.Length] : text;
}

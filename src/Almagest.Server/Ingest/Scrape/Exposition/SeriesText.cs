using System.Text;
using System.Text.Unicode;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Server.Ingest.Scrape.Exposition;

/// <summary>Reads name and labels of a series as written in an exposition; done once per series.</summary>
static class SeriesText
{
    const string Name = "__name__";

    /// <summary>Fills <paramref name="labels"/>, the name as <c>__name__</c>.</summary>
    /// <exception cref="ExpositionException">The text is not valid.</exception>
    internal static void Read(ReadOnlySpan<byte> text, SortedDictionary<string, string> labels)
    {
        var brace = text.IndexOf((byte)'{');
        var name = Encoding.UTF8.GetString((brace < 0 ? text : text[..brace]).Trim(" \t"u8));
        if (name.Length > 0)
            labels[Name] = CheckPlain(name, colons: true);
        if (brace >= 0)
            ReadLabels(text, text[(brace + 1)..], labels);
        if (!labels.ContainsKey(Name))
            throw new ExpositionException("metric name not set while parsing: " + GoText.Quote(text));
    }

    static void ReadLabels(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> rest, SortedDictionary<string, string> labels)
    {
        while (true)
        {
            rest = rest.TrimStart(" \t"u8);
            if (rest.Length > 0 && rest[0] == '}')
                return;
            var name = ReadName(ref rest);
            rest = rest.TrimStart(" \t"u8);
            if (rest.Length > 0 && rest[0] == '=')
            {
                rest = rest[1..].TrimStart(" \t"u8);
                if (name == Name && !labels.ContainsKey(Name))
                    throw new ExpositionException("metric name not set while parsing: " + GoText.Quote(whole));
                if (!labels.TryAdd(name, ReadQuoted(ref rest)))
                    throw new ExpositionException($"label name \"{name}\" is not unique: invalid sample");
            }
            else if (!labels.TryAdd(Name, name))
            {
                // A quoted text without a value is the name of the metric: {"a.b", x="y"}.
                throw new ExpositionException($"metric name already set while parsing: \"{name}\"");
            }

            rest = rest.TrimStart(" \t"u8);
            if (rest.Length > 0 && rest[0] == ',')
                rest = rest[1..];
            else if (rest.Length == 0 || rest[0] != '}')
                throw new ExpositionException($"expected comma or brace after label \"{name}\"");
        }
    }

    static string ReadName(ref ReadOnlySpan<byte> rest)
    {
        if (rest.Length > 0 && rest[0] == '"')
            return ReadQuoted(ref rest);
        var length = rest.IndexOfAny(" \t=,}"u8);
        if (length <= 0)
            throw new ExpositionException($"expected label name, got \"{Encoding.UTF8.GetString(rest)}\"");
        var name = CheckPlain(Encoding.UTF8.GetString(rest[..length]), colons: false);
        rest = rest[length..];
        return name;
    }

    static string ReadQuoted(ref ReadOnlySpan<byte> rest)
    {
        if (rest.Length == 0 || rest[0] != '"')
            throw new ExpositionException($"expected label value, got \"{Encoding.UTF8.GetString(rest)}\"");
        var length = ExpositionReader.QuotedLength(rest);
        if (!Utf8.IsValid(rest[..length]))
            throw new ExpositionException("invalid UTF-8 label value: " + GoText.Quote(rest[..length]));
        var text = Unescape(Encoding.UTF8.GetString(rest[1..(length - 1)]));
        rest = rest[length..];
        return text;
    }

    /// <summary>Resolves <c>\\</c>, <c>\"</c> and <c>\n</c>; other backslashes stay.</summary>
    internal static string Unescape(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
            return text;
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var next = text[i] == '\\' && i + 1 < text.Length ? text[i + 1] : '\0';
            if (next is not ('\\' or '"' or 'n'))
            {
                plain.Append(text[i]);
                continue;
            }

            plain.Append(next == 'n' ? '\n' : next);
            i++;
        }

        return plain.ToString();
    }

    /// <summary>Names without quotes are <c>[a-zA-Z_:][a-zA-Z0-9_:]*</c>, those of labels without colons.</summary>
    static string CheckPlain(string name, bool colons) =>
        !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_' || (colons && c == ':')) ? name
            : throw new ExpositionException($"invalid metric name or label names: \"{name}\"");
}

using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Almagest.Query.Common;
using Almagest.Query.LogQL.Literals;
using Almagest.Query.PromQL.Syntax;
using static Almagest.Query.LogQL.Templates.TemplateArguments;

namespace Almagest.Query.LogQL.Templates;

/// <summary>The functions of Loki's templates: Go's own, those of the sprig library that Loki lets in, and Loki's.</summary>
static class TemplateFunctions
{
    static readonly SearchValues<char> Base64Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

    static readonly FrozenDictionary<string, TemplateFunction> All = Go().Concat(TextFunctions.All).Concat(NumberFunctions.All).Concat(TimeFunctions.All).Concat(Loki()).Concat(PipelineFunctions.All)
        .ToFrozenDictionary(static f => f.Name);

    /// <summary>Whether a function of this name can be called in a template of that name.</summary>
    internal static bool Exists(string name, string template) =>
        (All.ContainsKey(name) && (template == Template.Pipeline || !PipelineFunctions.Has(name))) || name is "and" or "or";

    /// <exception cref="FormatException">An argument is wrong.</exception>
    internal static object? Call(string name, TemplateRun run, object?[] arguments) => All[name].Body(run, arguments);

    /// <summary>Why a function can not be called with so many arguments; null when it can.</summary>
    internal static string? WrongCount(string name, int count) => All[name] is var function && count >= function.Least && count <= function.Most ? null
        : string.Create(CultureInfo.InvariantCulture, $"wrong number of args for {name}: want {(function.Most > function.Least ? "at least " : "")}{function.Least} got {count}");

    static IEnumerable<TemplateFunction> Go() =>
    [
        new("not", 1, static a => !TemplateValues.IsTrue(a[0])),
        new("eq", 2, int.MaxValue, static a => a.Skip(1).Any(b => Compare(a[0], b, equality: true) == 0)),
        new("ne", 2, static a => Compare(a[0], a[1], equality: true) != 0),
        new("lt", 2, static a => Compare(a[0], a[1]) < 0),
        new("le", 2, static a => Compare(a[0], a[1]) <= 0),
        new("gt", 2, static a => Compare(a[0], a[1]) > 0),
        new("ge", 2, static a => Compare(a[0], a[1]) >= 0),
        new("call", 1, int.MaxValue, static a => throw new FormatException($"non-function of type {TemplateValues.TypeName(a[0])}")),
        new("len", 1, static a => Length(a[0])),
        new("index", 1, int.MaxValue, static a => a.Skip(1).Aggregate(a[0], TemplateIndexing.Index)),
        new("slice", 1, 4, static a => TemplateIndexing.Slice(a)),
        new("print", 0, int.MaxValue, static a => PrintAll(a, TemplateValues.PrintInner)),
        new("println", 0, int.MaxValue, static a => string.Join(" ", a.Select(TemplateValues.PrintInner)) + "\n"),
        new("printf", 1, int.MaxValue, static a => GoPrintf.Format(Text(a[0]), a.AsSpan(1))),
        new("html", 1, int.MaxValue, static a => Html(PrintAll(a, TemplateValues.Print))),
        new("js", 1, int.MaxValue, static a => Script(PrintAll(a, TemplateValues.Print))),
        new("urlquery", 1, int.MaxValue, static a => UrlEncode(PrintAll(a, TemplateValues.Print))),
    ];

    static IEnumerable<TemplateFunction> Loki() =>
    [
        new("__line__", 0, 0, static (run, _) => run.Line.Text),
        new("__timestamp__", 0, 0, static (run, _) => new GoTime(run.Line.TimeNano, TimeZoneInfo.Utc)),
        new("regexReplaceAll", 3, static a => new GoRegex(Text(a[0])).Replace(Text(a[1]), Text(a[2]))),
        new("regexReplaceAllLiteral", 3, static a => new GoRegex(Text(a[0])).ReplaceLiteral(Text(a[1]), Text(a[2]))),
        new("count", 2, static a => (long)new GoRegex(Text(a[0])).Count(Text(a[1]))),
        new("urldecode", 1, static a => UrlDecode(Text(a[0]))),
        new("urlencode", 1, static a => UrlEncode(Text(a[0]))),
        new("bytes", 1, static a => (double)ByteSizes.Parse(Text(a[0]))),
        new("duration", 1, static a => GoDurations.Parse(Text(a[0])) / 1e9),
        new("duration_seconds", 1, static a => GoDurations.Parse(Text(a[0])) / 1e9),
        new("alignLeft", 2, static a => Align(Whole(a[0]), Text(a[1]), left: true)),
        new("alignRight", 2, static a => Align(Whole(a[0]), Text(a[1]), left: false)),
        new("b64dec", 1, static a => Base64Decode(Text(a[0]))),
        new("b64enc", 1, static a => Convert.ToBase64String(Encoding.UTF8.GetBytes(Text(a[0])))),
        new("fromJson", 1, static a => TemplateJson.Parse(Text(a[0]))),
        new("default", 1, int.MaxValue, static a => a.Length > 1 && TemplateValues.IsTrue(a[1]) ? a[1] : a[0]),
    ];

    static int Compare(object? a, object? b, bool equality = false)
    {
        switch (a, b)
        {
            case (string x, string y):
                return string.CompareOrdinal(x, y);
            case (long x, long y):
                return x.CompareTo(y);
            case (double x, double y):
                return x.CompareTo(y);
            case (bool x, bool y) when equality:
                return x.CompareTo(y);
            case (GoTime x, GoTime y):
                return x.UnixNano.CompareTo(y.UnixNano);
            case (null or NoValue, _) or (_, null or NoValue) when equality:
                return (a is null or NoValue) == (b is null or NoValue) ? 0 : 1;
            default:
                throw new FormatException($"incompatible types for comparison: {TemplateValues.TypeName(a)} and {TemplateValues.TypeName(b)}");
        }
    }

    static long Length(object? value) => value switch
    {
        string text => (long)Encoding.UTF8.GetByteCount(text),
        IReadOnlyCollection<object?> list => (long)list.Count,
        IReadOnlyDictionary<string, object?> map => (long)map.Count,
        null => throw new FormatException("reflect: call of reflect.Value.Type on zero Value"),
        _ => throw new FormatException($"len of type {TemplateValues.TypeName(value)}"),
    };

    // Space stands between two values of which neither is a text.
    static string PrintAll(object?[] values, Func<object?, string> print)
    {
        var text = new StringBuilder();
        for (var i = 0; i < values.Length; i++)
        {
            if (i > 0 && values[i] is not string && values[i - 1] is not string)
                text.Append(' ');
            text.Append(print(values[i]));
        }

        return text.ToString();
    }

    static string Html(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal).Replace("\"", "&#34;", StringComparison.Ordinal).Replace("'", "&#39;", StringComparison.Ordinal);

    static string Script(string text)
    {
        var into = new StringBuilder(text.Length);
        foreach (var letter in text)
            into.Append(letter switch
            {
                '\\' => @"\\",
                '\'' => @"\'",
                '"' => "\\\"",
                '<' => @"\u003C",
                '>' => @"\u003E",
                '&' => @"\u0026",
                '=' => @"\u003D",
                < ' ' => $"\\u{(int)letter:X4}",
                _ => letter.ToString(),
            });
        return into.ToString();
    }

    static string UrlEncode(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal).Replace("%7E", "~", StringComparison.Ordinal);

    static string UrlDecode(string text)
    {
        for (var at = text.IndexOf('%', StringComparison.Ordinal); at >= 0; at = text.IndexOf('%', at + 1))
            if (at + 2 >= text.Length || !char.IsAsciiHexDigit(text[at + 1]) || !char.IsAsciiHexDigit(text[at + 2]))
                throw new FormatException($"invalid URL escape {GoText.Quote(text[at..Math.Min(at + 3, text.Length)])}");
        return Uri.UnescapeDataString(text.Replace('+', ' '));
    }

    static string Align(int count, string text, bool left)
    {
        var runes = text.EnumerateRunes().ToArray();
        if (count < 0 || count == runes.Length)
            return text;
        if (count > runes.Length)
            return left ? text + new string(' ', count - runes.Length) : new string(' ', count - runes.Length) + text;
        return string.Concat(left ? runes[..count] : runes[^count..]);
    }

    static string Base64Decode(string text)
    {
        if (text.Length % 4 is 2 or 3)
            text += new string('=', 4 - (text.Length % 4));
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(text));
        }
        catch (FormatException)
        {
            // The fault is the result, as Loki has it.
            var at = text.AsSpan().IndexOfAnyExcept(Base64Letters);
            return string.Create(CultureInfo.InvariantCulture, $"illegal base64 data at input byte {(at < 0 ? text.Length : at)}");
        }
    }
}

using System.Text;
using System.Text.RegularExpressions;
using Almagest.Query.LogSearch;
using Almagest.Telemetry.Traces;

namespace Almagest.Telemetry.Logs.Search;

/// <summary>
/// Text looked for in the line. Words are those of the text index: letters and digits of ASCII and all beyond it, cut at everything else, in lower case;
/// case of ASCII letters does not count.
/// </summary>
/// <param name="parameters">Takes the values.</param>
/// <param name="index">Looks words up.</param>
sealed class BodyText(SqlParameters parameters, BodyIndex index)
{
    const string Separator = @"[\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]";

    static readonly string[] Escapes = ["", "n", "t", "r", "b", "f"];

    internal string Line(SearchTerm term) => term switch
    {
        TextTerm text => Text(text),
        WildcardTerm wild => Wild(wild),
        RegexTerm regex => All([$"match(body, {parameters.Text(regex.Pattern)})", .. index.OfParts(RegexLiterals.Of(regex.Pattern))]),
        _ => throw new InvalidOperationException($"unknown term {term.GetType().Name}"),
    };

    /// <summary>The member <c>message</c> or <c>msg</c> of a line that is JSON and has it; else the line.</summary>
    internal string Message(SearchTerm term)
    {
        var pattern = parameters.Text(PatternOf(term));
        return $"({Prefilter(term)}match(multiIf(JSONHas(body, 'message'), JSONExtractString(body, 'message'), JSONHas(body, 'msg'), JSONExtractString(body, 'msg'), body), {pattern}))";
    }

    internal static List<string> Words(string text)
    {
        var (words, start) = (new List<string>(), 0);
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && IsWord(text[i]))
                continue;
            if (i > start)
                words.Add(Lower(text[start..i]));
            start = i + 1;
        }

        return words;
    }

    /// <summary>A word with wildcards as a pattern of LIKE.</summary>
    internal static string Like(WildcardTerm wild) => string.Concat(wild.Parts.Select(static p => p.Kind switch
    {
        WildcardKind.Any => "%",
        WildcardKind.One => "_",
        _ => p.Text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal),
    }));

    string Text(TextTerm text)
    {
        if (text.Text.Length == 0)
            return "0";
        var words = Words(text.Text);
        // The index answers for one whole word alone.
        if (words.Count == 1 && text.Text.All(IsWord) && BodyIndex.IsIndexed(words[0]))
            return index.HasWord(words[0]);
        List<string> conditions = words.MaxBy(static w => w.Length) is { } longest ? [HasText(longest)] : [];
        return All([.. conditions, $"match(body, {parameters.Text(PatternOf(text))})", .. index.OfWords(words)]);
    }

    // The cheapest that can be asked of a line; it comes before all else.
    string HasText(string text) => $"positionCaseInsensitive(body, {parameters.Text(text)}) > 0";

    string Wild(WildcardTerm wild)
    {
        var longest = wild.Parts.Where(static p => p.Kind == WildcardKind.Literal).Select(static p => p.Text).MaxBy(static t => t.Length);
        List<string> conditions = longest is null ? [] : [HasText(Lower(longest)), .. index.OfParts(longest)];
        return All([.. conditions, $"match(body, {parameters.Text(PatternOf(wild))})"]);
    }

    static string All(IEnumerable<string> conditions) => $"({string.Join(" AND ", conditions)})";

    // In JSON a word may follow an escape, whose letter the index takes for the word's first.
    string Prefilter(SearchTerm term) => term is not TextTerm { Text: var text } ? ""
        : string.Concat(Words(text).Distinct().Where(static word => Escapes.All(e => BodyIndex.IsIndexed(e + word))).Take(16).Select(word =>
            string.Concat([$"{HasText(word)} AND ", .. index.OfAny(Escapes.Select(e => e + word)).Select(static c => $"{c} AND ")])));

    internal static string PatternOf(SearchTerm term) => term switch
    {
        TextTerm text => Bounded([new WildcardPart(WildcardKind.Literal, text.Text)]),
        WildcardTerm wild => Bounded(wild.Parts),
        RegexTerm regex => regex.Pattern,
        _ => throw new InvalidOperationException($"unknown term {term.GetType().Name}"),
    };

    // A pattern that begins or ends with a letter or digit does so at the edge of a word.
    static string Bounded(IReadOnlyList<WildcardPart> parts)
    {
        var pattern = new StringBuilder("(?i)");
        if (parts[0] is { Kind: WildcardKind.Literal } first && IsWord(first.Text[0]))
            pattern.Append($"(?:^|{Separator})");
        foreach (var part in parts)
            pattern.Append(part.Kind switch { WildcardKind.Any => @"\S*", WildcardKind.One => @"\S", _ => Literal(part.Text) });
        if (parts[^1] is { Kind: WildcardKind.Literal } last && IsWord(last.Text[^1]))
            pattern.Append($"(?:$|{Separator})");
        return pattern.ToString();
    }

    // Words of a phrase may stand apart by other signs than blanks, as in disk-full.
    static string Literal(string text) => string.Join($"{Separator}+", text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Escape));

    internal static string Escape(string text) => Regex.Replace(text, @"[\\.+*?()|\[\]{}^$]", @"\$0");

    internal static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c >= 128;

    internal static string Lower(string text) => string.Create(text.Length, text, static (to, from) =>
    {
        for (var i = 0; i < from.Length; i++)
            to[i] = char.IsAsciiLetterUpper(from[i]) ? (char)(from[i] | 0x20) : from[i];
    });
}

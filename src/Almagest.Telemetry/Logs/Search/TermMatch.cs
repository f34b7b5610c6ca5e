using System.Globalization;
using Almagest.Query.Common;
using Almagest.Query.LogSearch;

namespace Almagest.Telemetry.Logs.Search;

/// <summary>Judges terms on texts. Expressions are the very ones the store is given, and are made once.</summary>
sealed class TermMatch(DateTimeOffset now)
{
    readonly Dictionary<(SearchTerm Term, string Use), GoRegex> _expressions = [];

    /// <summary>Whether the line's text holds the term.</summary>
    internal bool InText(SearchTerm term, string text)
    {
        if (term is TextTerm { Text.Length: 0 })
            return false;
        // The index compares words of ASCII without case, others with it.
        if (term is TextTerm word && BodyText.Words(word.Text) is [var only] && word.Text.All(BodyText.IsWord))
            return HasWord(text, only);
        return InMessage(term, text);
    }

    /// <summary>Whether a message holds the term.</summary>
    internal bool InMessage(SearchTerm term, string text) => Expression(term, "text", static t => BodyText.PatternOf(t)).IsMatch(text);

    /// <summary>Whether a value is what the term says.</summary>
    internal bool IsValue(SearchTerm term, string value) => term switch
    {
        TextTerm { Text.Length: 0 } => false,
        TextTerm text => value == text.Text,
        WildcardTerm wild => Expression(wild, "value", static t => $"^(?:{Anchored((WildcardTerm)t)})$").IsMatch(value),
        RegexTerm regex => value.Length > 0 && Expression(regex, "value", static t => $"^(?:{((RegexTerm)t).Pattern})$").IsMatch(value),
        RangeTerm range => (range.Low is not { } low || Compare(value, low.Inclusive ? ">=" : ">", low.Text, !low.Inclusive))
            && (range.High is not { } high || Compare(value, high.Inclusive ? "<=" : "<", high.Text, high.Inclusive)),
        _ => throw new InvalidOperationException($"unknown term {term.GetType().Name}"),
    };

    bool Compare(string value, string operation, string bound, bool end)
    {
        if (double.TryParse(bound, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
            return double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var held) && Holds(held.CompareTo(number), operation);
        if ((bound.StartsWith("now", StringComparison.Ordinal) || bound.Contains("||", StringComparison.Ordinal)) && DateMath.Parse(bound, now, end) is { } moment)
            return DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
                && Holds(time.CompareTo(DateTimeOffset.FromUnixTimeMilliseconds(moment.ToUnixTimeMilliseconds())), operation);
        return value.Length > 0 && Holds(string.CompareOrdinal(value, bound), operation);
    }

    static bool Holds(int order, string operation) => operation switch
    {
        ">" => order > 0,
        ">=" => order >= 0,
        "<" => order < 0,
        _ => order <= 0,
    };

    GoRegex Expression(SearchTerm term, string use, Func<SearchTerm, string> pattern)
    {
        // The store's dot takes the end of a line for a character like others.
        if (!_expressions.TryGetValue((term, use), out var expression))
            _expressions[(term, use)] = expression = new GoRegex("(?s)" + pattern(term));
        return expression;
    }

    static string Anchored(WildcardTerm wild) => string.Concat(wild.Parts.Select(static part => part.Kind switch
    {
        WildcardKind.Any => ".*",
        WildcardKind.One => ".",
        _ => BodyText.Escape(part.Text),
    }));

    static bool HasWord(string text, string word)
    {
        for (var at = 0; (at = text.IndexOf(word, at, StringComparison.OrdinalIgnoreCase)) >= 0; at++)
        {
            var end = at + word.Length;
            if ((at == 0 || !BodyText.IsWord(text[at - 1])) && (end == text.Length || !BodyText.IsWord(text[end])) && BodyText.Lower(text[at..end]) == word)
                return true;
        }

        return false;
    }
}

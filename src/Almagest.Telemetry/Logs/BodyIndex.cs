using Almagest.Telemetry.Logs.Search;
using Almagest.Telemetry.Traces;

namespace Almagest.Telemetry.Logs;

/// <summary>
/// Conditions on <c>body</c> that its indexes answer (migrations 0098 and 0099). The text index <c>words</c> knows the words of a line in lower case, digits and runs of
/// eight or more hexadecimal digits taken out: numbers and ids are other words on each line and would make it larger than the lines. The filters
/// <c>short_numbers</c> and <c>numbers_0</c> to <c>numbers_7</c> know the words that have digits, the longer ones by their last sign. Words are
/// runs of ASCII letters and digits and of all characters beyond ASCII.
/// </summary>
/// <param name="parameters">Takes the values.</param>
/// <param name="parts">Which parts the conditions are for. Those that were never merged have no indexes, and the store would put each of their lines through
/// the expressions of the indexes, which costs many times what looking into the line does.</param>
sealed class BodyIndex(SqlParameters parameters, LogParts parts)
{
    // The expressions of the indexes, sign by sign. The store tells lambdas apart by their constants alone: those of different filters must differ.
    internal const string Words = @"replaceRegexpAll(replaceRegexpAll(lower(body), '[0-9a-f]{8,}', '\xff'), '[0-9]+', '\xff')";
    const string Numbers = "extractAll(lower(body), '[a-z]*[0-9][0-9a-z]*')";
    const string ShortNumbers = $"arrayFilter(x -> length(x) < 6, {Numbers})";
    const string LongNumbers = $"arrayMap(x -> if(length(x) > 32, '+', x), arrayFilter(x -> length(x) > 5, {Numbers}))";

    const int ShortestRun = 8;
    const int LongestShort = 5;
    const int LongestNumber = 32;
    const int MostWords = 16;

    // Shorter pieces of words are in too many words: text_index_like_min_pattern_length.
    const int ShortestPiece = 4;

    /// <summary>Whether a condition made so far depends on the parts.</summary>
    internal bool IsUsed { get; private set; }

    /// <summary>Whether the text index has a word as it is.</summary>
    internal static bool IsIndexed(string word) => !word.Any(char.IsAsciiDigit) && !HasRun(word);

    /// <summary>Exactly the lines with a whole word that is indexed. What the store's hasToken calls a word is what the index does.</summary>
    internal string HasWord(string word)
    {
        IsUsed = true;
        return parts == LogParts.Merged ? HasAll([word]) : $"hasTokenCaseInsensitive(body, {parameters.Text(word)})";
    }

    /// <summary>A condition that holds of all lines with one of these whole words, all of which are indexed, and may hold of more.</summary>
    internal List<string> OfAny(IEnumerable<string> words)
    {
        IsUsed = true;
        return parts == LogParts.Merged ? [$"hasAnyTokens({Words}, [{List(words)}])"] : [];
    }

    /// <summary>Conditions that hold of all lines with these whole words, and may hold of more.</summary>
    internal List<string> OfWords(IEnumerable<string> words)
    {
        var found = new Finds();
        foreach (var word in words)
            AddWord(word, found);
        return Conditions(found);
    }

    /// <summary>Conditions that hold of all lines that contain these texts, whatever stands beside them, and may hold of more.</summary>
    internal List<string> OfParts(params IEnumerable<string> texts)
    {
        var found = new Finds();
        foreach (var text in texts)
            foreach (var (start, end) in WordsOf(text))
            {
                var (word, open, close) = (BodyText.Lower(text[start..end]), start == 0, end == text.Length);
                if (open || close)
                    AddPart(word, open, close, found);
                else
                    AddWord(word, found);
            }

        return Conditions(found);
    }

    void AddWord(string word, Finds into)
    {
        if (IsIndexed(word))
            into.Words.Add(word);
        else if (word.Any(char.IsAsciiDigit) && word.All(char.IsAscii))
            into.Numbers.Add($"has({NumbersLike(word)}, {(word.Length > LongestNumber ? "'+'" : parameters.Text(word))})");
    }

    // At an edge of the text the word of the line may go on.
    void AddPart(string word, bool open, bool close, Finds into)
    {
        if (word.Length >= LongestNumber && word.Any(char.IsAsciiDigit) && word.All(char.IsAscii))
            into.Numbers.Add(word.Length > LongestNumber ? $"has({NumbersLike(word)}, '+')" : $"hasAny({NumbersLike(word)}, [{parameters.Text(word)}, '+'])");
        for (var i = 0; i < word.Length; i++)
        {
            var start = i;
            while (i < word.Length && char.IsAsciiLetter(word[i]))
                i++;
            var (from, to) = (start, i);
            // Letters of a hexadecimal number that begins or ends beyond these may not be in the index.
            while ((from > 0 || open) && from < to && IsHex(word[from]))
                from++;
            while ((to < word.Length || close) && to > from && IsHex(word[to - 1]))
                to--;
            if (to - from >= ShortestPiece && !HasRun(word[from..to]))
                into.Pieces.Add(word[from..to]);
        }
    }

    // A word longer than all that are kept is a plus sign in each of the eight.
    static string NumbersLike(string word) => word.Length <= LongestShort
        ? ShortNumbers
        : $"arrayFilter(x -> x = '+' OR ascii(substring(x, -1)) % 8 = {word[^1] % 8}, {LongNumbers})";

    List<string> Conditions(Finds found)
    {
        if (found is { Numbers: [], Words: [], Pieces: [] })
            return [];
        IsUsed = true;
        if (parts == LogParts.Fresh)
            return [];
        var conditions = found.Numbers.Distinct().Take(MostWords).ToList();
        if (found.Words.Count > 0)
            conditions.Add(HasAll(found.Words));
        // The words that hold a piece are found in the index' list of words. One such search is enough: the longest piece is in the fewest.
        if (found.Pieces.MaxBy(static p => p.Length) is { } longest)
            conditions.Add($"{Words} LIKE {parameters.Text($"%{longest}%")}");
        return conditions;
    }

    string HasAll(IEnumerable<string> words) => $"hasAllTokens({Words}, [{List(words)}])";

    string List(IEnumerable<string> words) => string.Join(", ", words.Distinct().Take(MostWords).Select(parameters.Text));

    static bool HasRun(string word)
    {
        for (var (i, length) = (0, 0); i < word.Length; i++)
            if ((length = IsHex(word[i]) ? length + 1 : 0) >= ShortestRun)
                return true;
        return false;
    }

    static IEnumerable<(int Start, int End)> WordsOf(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var start = i;
            while (i < text.Length && (char.IsAsciiLetterOrDigit(text[i]) || text[i] >= 128))
                i++;
            if (i > start)
                yield return (start, i);
        }
    }

    static bool IsHex(char c) => c is >= '0' and <= '9' or >= 'a' and <= 'f';

    sealed class Finds
    {
        internal List<string> Words { get; } = [];

        internal List<string> Numbers { get; } = [];

        internal List<string> Pieces { get; } = [];
    }
}

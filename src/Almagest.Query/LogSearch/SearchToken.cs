using Almagest.Query.Common;

namespace Almagest.Query.LogSearch;

enum SearchTokenKind
{
    End,
    Word,
    Quoted,
    Regex,
    Symbol,
}

/// <summary>A token.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Span">Where it stands, in characters.</param>
/// <param name="Text">The symbol; or the text with escapes resolved.</param>
/// <param name="Parts">The pieces of a word, of which one is a wildcard; null without wildcards.</param>
/// <param name="Spaced">Whether blank stands before it.</param>
/// <param name="Escaped">Whether something in it was escaped: an escaped <c>AND</c> is a word like others.</param>
sealed record SearchToken(SearchTokenKind Kind, SourceSpan Span, string Text, IReadOnlyList<WildcardPart>? Parts = null, bool Spaced = false, bool Escaped = false)
{
    internal bool Is(string symbol) => Kind == SearchTokenKind.Symbol && Text == symbol;

    internal bool IsOperator(string word, string symbol) => Is(symbol) || (Kind == SearchTokenKind.Word && !Escaped && Text == word);
}

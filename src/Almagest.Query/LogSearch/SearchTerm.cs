namespace Almagest.Query.LogSearch;

/// <summary>What the value of a field must be.</summary>
public abstract record SearchTerm
{
    private protected SearchTerm()
    {
    }
}

/// <summary>A word or a phrase in quotes, escapes resolved.</summary>
/// <param name="Text">The text; never empty unless quoted.</param>
/// <param name="Quoted">Whether it stood in quotes.</param>
public sealed record TextTerm(string Text, bool Quoted) : SearchTerm;

/// <summary>A word with wildcards.</summary>
/// <param name="Parts">Its pieces in order.</param>
public sealed record WildcardTerm(IReadOnlyList<WildcardPart> Parts) : SearchTerm;

/// <summary>A regular expression, without its slashes.</summary>
/// <param name="Pattern">The expression; one that RE2 takes.</param>
public sealed record RegexTerm(string Pattern) : SearchTerm;

/// <summary>Any value between two bounds.</summary>
/// <param name="Low">Lower bound; null for none.</param>
/// <param name="High">Upper bound; null for none.</param>
public sealed record RangeTerm(RangeBound? Low, RangeBound? High) : SearchTerm;

/// <summary>Any value at all.</summary>
public sealed record ExistsTerm : SearchTerm;

/// <summary>A bound of a range.</summary>
/// <param name="Text">As written, without quotes.</param>
/// <param name="Inclusive">Whether the bound itself is in the range.</param>
public sealed record RangeBound(string Text, bool Inclusive);

/// <summary>A piece of a word with wildcards.</summary>
/// <param name="Kind">What it stands for.</param>
/// <param name="Text">The text of a literal; else empty.</param>
public readonly record struct WildcardPart(WildcardKind Kind, string Text);

/// <summary>What a piece of a word with wildcards stands for.</summary>
public enum WildcardKind
{
    /// <summary>Itself.</summary>
    Literal,

    /// <summary><c>?</c>: one character.</summary>
    One,

    /// <summary><c>*</c>: any number of characters.</summary>
    Any,
}

using Almagest.Query.Common;

namespace Almagest.Query.PromQL.Syntax;

/// <summary>The classes of tokens that differ in grammar or in how an error names them.</summary>
enum TokenKind
{
    End,
    Identifier,

    /// <summary>A name with a colon: only a metric can have it.</summary>
    MetricIdentifier,
    Number,
    Duration,
    String,
    Punctuation,
    Operator,
    Aggregator,
    Keyword,

    /// <summary><c>start</c>, <c>step</c> and their like, which are also names of functions.</summary>
    Preprocessor,
}

/// <summary>One token.</summary>
/// <param name="Kind">Its class.</param>
/// <param name="Word">What the grammar compares: the symbol or keyword in lower case; empty for names and literals.</param>
/// <param name="Text">As written, quotes included.</param>
/// <param name="Span">Where.</param>
readonly record struct Token(TokenKind Kind, string Word, string Text, SourceSpan Span)
{
    /// <summary>As error messages name it.</summary>
    public string Describe() => Kind switch
    {
        TokenKind.End => "end of input",
        TokenKind.Identifier => $"identifier {GoText.Quote(Text)}",
        TokenKind.MetricIdentifier => $"metric identifier {GoText.Quote(Text)}",
        TokenKind.Number => $"number {Shortened()}",
        TokenKind.Duration => $"duration {Shortened()}",
        TokenKind.String => $"string {Shortened()}",
        TokenKind.Operator => $"<op:{Text}>",
        TokenKind.Aggregator => $"<aggr:{Text}>",
        TokenKind.Keyword => $"<{Text}>",
        _ => GoText.Quote(Text),
    };

    // Only the first ten characters of a literal are shown; the limit counts bytes, the cut counts characters.
    string Shortened() => Span.End - Span.Start > 10 ? $"{GoText.Quote(GoText.FirstRunes(Text, 10))}..." : GoText.Quote(Text);
}

namespace Almagest.Query.GuardedSql;

/// <summary>One piece of a query's text: what it is and where it stands.</summary>
readonly record struct SqlToken(SqlTokenKind Kind, string Text, int Start, int Length)
{
    /// <summary>True for an unquoted word equal to <paramref name="word"/>, ignoring case as the store does for its keywords.</summary>
    internal bool Is(string word) => Kind == SqlTokenKind.Word && Text.Equals(word, StringComparison.OrdinalIgnoreCase);

    internal bool IsSymbol(char symbol) => Kind == SqlTokenKind.Symbol && Text[0] == symbol;

    /// <summary>True for anything that can be a name: a word or a quoted identifier.</summary>
    internal bool IsName => Kind is SqlTokenKind.Word or SqlTokenKind.QuotedName;
}

enum SqlTokenKind
{
    /// <summary>A keyword or an unquoted identifier.</summary>
    Word,

    /// <summary>An identifier in backticks or double quotes; the text is without quotes and escapes.</summary>
    QuotedName,
    Number,

    /// <summary>A string in single quotes or a here-document; the text is the source as written.</summary>
    String,

    /// <summary>One character of punctuation; <c>::</c> is a single symbol.</summary>
    Symbol,

    /// <summary>After the last token.</summary>
    End,
}

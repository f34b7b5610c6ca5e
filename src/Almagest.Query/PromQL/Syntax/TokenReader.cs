using Almagest.Query.Common;

namespace Almagest.Query.PromQL.Syntax;

/// <summary>
/// The tokens of a query with one of lookahead. It also knows what an unexpected token is reported as: the innermost construct that says what it expects.
/// </summary>
sealed class TokenReader(string query)
{
    // Deeper nesting than this is nobody's query, and would end in a stack overflow, which kills the process.
    const int MaxDepth = 800;

    readonly Lexer _lexer = new(query);
    readonly Stack<(string Construct, string Expected)> _constructs = new();
    Token? _ahead;
    int _depth;

    /// <summary>The token that comes next.</summary>
    public Token Ahead => _ahead ??= _lexer.Next();

    /// <summary>Takes the next token.</summary>
    public Token Take()
    {
        var token = Ahead;
        _ahead = null;
        return token;
    }

    /// <summary>Whether the next token is this symbol or keyword; literals are none.</summary>
    public bool At(string word) => Ahead.Word == word && Ahead.Kind != TokenKind.Identifier;

    /// <summary>Takes the next token if it is this symbol or keyword.</summary>
    public bool Accept(string word)
    {
        if (!At(word))
            return false;
        Take();
        return true;
    }

    /// <summary>Takes this symbol or keyword.</summary>
    public Token Expect(string word) => At(word) ? Take() : throw Unexpected();

    /// <summary>Says what an unexpected token is to be reported as while <paramref name="parse"/> runs.</summary>
    public T Within<T>(string construct, string expected, Func<T> parse)
    {
        if (++_depth > MaxDepth)
            throw Fault(Ahead.Span, "expression is nested too deeply");
        _constructs.Push((construct, expected));
        var result = parse();
        _constructs.Pop();
        _depth--;
        return result;
    }

    /// <summary>Counts a level of nesting while <paramref name="parse"/> runs.</summary>
    public T Nested<T>(Func<T> parse)
    {
        if (++_depth > MaxDepth)
            throw Fault(Ahead.Span, "expression is nested too deeply");
        var result = parse();
        _depth--;
        return result;
    }

    /// <summary>The fault that the next token may not stand here.</summary>
    public PromQlParseException Unexpected() => _constructs.TryPeek(out var inner) ? Unexpected(inner.Construct, inner.Expected) : Unexpected("", "");

    /// <summary>The same, within a construct named here.</summary>
    public PromQlParseException Unexpected(string construct, string expected) =>
        Fault(Ahead.Span, $"unexpected {Ahead.Describe()}{(construct.Length > 0 ? $" in {construct}" : "")}{(expected.Length > 0 ? $", expected {expected}" : "")}");

    /// <summary>A fault at a place.</summary>
    public PromQlParseException Fault(SourceSpan span, string what) => new(query, span, what);
}

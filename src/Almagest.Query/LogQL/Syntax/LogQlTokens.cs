namespace Almagest.Query.LogQL.Syntax;

/// <summary>The tokens of a query with one of look-ahead, and the faults at them.</summary>
sealed class LogQlTokens(string query)
{
    readonly LogQlLexer _lexer = new(query);
    LogQlToken? _next;
    LogQlToken? _afterNext;

    /// <summary>The token at hand.</summary>
    internal LogQlToken Ahead => _next ??= _lexer.Next();

    /// <summary>The one behind it.</summary>
    internal LogQlToken Second
    {
        get
        {
            _ = Ahead;
            return _afterNext ??= _lexer.Next();
        }
    }

    internal bool At(string kind) => Ahead.Kind == kind;

    internal LogQlToken Take()
    {
        var taken = Ahead;
        (_next, _afterNext) = (_afterNext, null);
        return taken;
    }

    internal bool Accept(string kind)
    {
        if (!At(kind))
            return false;
        Take();
        return true;
    }

    internal LogQlToken Expect(string kind, params ReadOnlySpan<string> others)
    {
        if (At(kind))
            return Take();
        throw Unexpected([kind, .. others]);
    }

    /// <summary>The token at hand cannot stand here; the names of those that could are told when they are few.</summary>
    internal LogQlParseException Unexpected(params IReadOnlyList<string> expected) => Fault(
        $"syntax error: unexpected {Ahead.Kind}{(expected.Count is > 0 and <= 4 ? ", expecting " + string.Join(" or ", expected) : "")}");

    LogQlParseException Fault(string what) => new(Ahead.Line, Ahead.Column, what);
}

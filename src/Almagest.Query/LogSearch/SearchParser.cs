using Almagest.Model;
using Almagest.Query.Common;

namespace Almagest.Query.LogSearch;

/// <summary>How conditions that stand side by side are joined.</summary>
public enum SearchOperator
{
    /// <summary>One of them must hold, as Kibana reads them.</summary>
    Or,

    /// <summary>All of them must hold.</summary>
    And,
}

/// <summary>
/// Parses Lucene's query string as Kibana takes it. AND binds closer than OR; of conditions side by side, those marked + must hold and
/// those marked - must not, and the unmarked ones decide only when nothing is marked +. Boosts and fuzzy words have no meaning for lines
/// that are found or not, in order of time: they are refused.
/// </summary>
public sealed class SearchParser
{
    // Each level of parentheses is a few frames of the stack.
    const int MostNested = 200;

    readonly string _text;
    readonly SearchOperator _default;
    readonly List<SearchToken> _tokens;
    int _at;
    int _depth;

    SearchParser(string text, SearchOperator standard) => (_text, _default, _tokens) = (text, standard, new SearchLexer(text).Read());

    /// <summary>The tree of a query; true of all lines when it is blank.</summary>
    /// <param name="text">The query.</param>
    /// <param name="standard">How conditions side by side are joined.</param>
    /// <exception cref="UserErrorException">It is malformed; the message tells where and what to do.</exception>
    public static SearchExpr Parse(string text, SearchOperator standard = SearchOperator.Or)
    {
        var parser = new SearchParser(text, standard);
        if (parser.Current.Kind == SearchTokenKind.End)
            return new AllExpr(parser.Current.Span);
        var tree = parser.Sequence(null);
        return parser.Current.Kind == SearchTokenKind.End ? tree
            : throw SearchError.At(parser.Current.Span.Start, $"\"{parser.Current.Text}\" has no beginning: remove it, or escape it with a backslash");
    }

    SearchToken Current => _tokens[_at];

    SearchExpr Sequence(string? field)
    {
        if (++_depth > MostNested)
            throw SearchError.At(Current.Span.Start, $"parentheses are nested deeper than {MostNested}: simplify the query");
        var (must, should, not) = (new List<SearchExpr>(), new List<SearchExpr>(), new List<SearchExpr>());
        var start = Current.Span;
        while (Current.Kind != SearchTokenKind.End && !Current.Is(")"))
        {
            var part = Disjunction(field);
            if (part is MarkedExpr marked)
                (marked.Required ? must : not).Add(marked.Operand);
            else
                should.Add(part);
        }

        _depth--;
        var span = start.To(_tokens[Math.Max(0, _at - 1)].Span);
        if (_default == SearchOperator.And)
            must.AddRange(should);
        else if (must.Count == 0 && should.Count > 0)
            must.Add(should.Count == 1 ? should[0] : new OrExpr(should, span));
        must.AddRange(not.Select(static n => new NotExpr(n, n.Span)));
        return must.Count switch
        {
            0 => throw SearchError.At(span.Start, "expected a condition such as level:ERROR or a word"),
            1 => must[0],
            _ => new AndExpr(must, span),
        };
    }

    SearchExpr Disjunction(string? field) => Chain("OR", "||", () => Chain("AND", "&&", () => Modified(field), static (o, s) => new AndExpr(o, s)), static (o, s) => new OrExpr(o, s));

    SearchExpr Chain(string word, string symbol, Func<SearchExpr> operand, Func<IReadOnlyList<SearchExpr>, SourceSpan, SearchExpr> join)
    {
        var operands = new List<SearchExpr> { operand() };
        while (Current.IsOperator(word, symbol))
        {
            var mark = Current;
            _at++;
            if (Current.Kind == SearchTokenKind.End || Current.Is(")"))
                throw SearchError.At(mark.Span.Start, $"\"{mark.Text}\" needs a condition behind it: add one, or put \"{mark.Text}\" in quotes to look for the word");
            operands.Add(operand());
        }

        return operands.Count == 1 ? operands[0]
            : join([.. operands.Select(static o => o is MarkedExpr marked ? marked.Settled : o)], operands[0].Span.To(operands[^1].Span));
    }

    SearchExpr Modified(string? field)
    {
        var mark = Current;
        var negative = mark.IsOperator("NOT", "!") || mark.Is("-");
        if (negative || mark.Is("+"))
        {
            if (++_depth > MostNested)
                throw SearchError.At(mark.Span.Start, $"marks are nested deeper than {MostNested}: simplify the query");
            _at++;
            var operand = Modified(field);
            _depth--;
            return new MarkedExpr(operand is MarkedExpr inner ? inner.Settled : operand, !negative, mark.Span.To(operand.Span));
        }

        return Clause(field);
    }

    SearchExpr Clause(string? field)
    {
        var token = Current;
        if (token.Kind == SearchTokenKind.Word && _tokens[_at + 1].Is(":") && !_tokens[_at + 1].Spaced)
            return Named(token, field);
        if (!token.Is("("))
            return Term(field, token);
        _at++;
        var inner = Sequence(field);
        if (!Current.Is(")"))
            throw SearchError.At(token.Span.Start, "the parenthesis that opens here is not closed: add ) at the end of the group");
        _at++;
        RefuseScoring();
        return inner;
    }

    SearchExpr Named(SearchToken name, string? outer)
    {
        if (outer is not null)
            throw SearchError.At(name.Span.Start, $"field \"{name.Text}\" stands inside of the group of field \"{outer}\": close the group first, or escape the colon with a backslash");
        if (name.Text == "*" && _tokens[_at + 2] is { Text: "*", Kind: SearchTokenKind.Word } all)
        {
            _at += 3;
            return new AllExpr(name.Span.To(all.Span));
        }

        if (name.Parts is not null)
            throw SearchError.At(name.Span.Start, $"\"{name.Text}\" names fields with a wildcard, which is not supported: name each field, joined by OR");
        _at += 2;
        if (name.Text == "_exists_")
            return Exists(name);
        if (Current.Kind == SearchTokenKind.End || Current.Is(")") || Current.IsOperator("AND", "&&") || Current.IsOperator("OR", "||"))
            throw SearchError.At(name.Span.Start, $"field \"{name.Text}\" needs a value behind its colon, such as {name.Text}:value or {name.Text}:*");
        return Current.Is("(") ? Clause(name.Text) : Term(name.Text, name);
    }

    FieldExpr Exists(SearchToken start)
    {
        if (Current.Kind is not (SearchTokenKind.Word or SearchTokenKind.Quoted) || Current.Parts is not null)
            throw SearchError.At(Current.Span.Start, "_exists_ needs the name of a field behind its colon, such as _exists_:trace_id");
        var name = _tokens[_at++];
        return new FieldExpr(name.Text, new ExistsTerm(), start.Span.To(name.Span));
    }

    SearchExpr Term(string? field, SearchToken start)
    {
        var token = Current;
        if (token.Is("[") || token.Is("{"))
            return Bracketed(field, start);
        if (token.Is(">") || token.Is("<") || token.Is(">=") || token.Is("<="))
            return Compared(field, start);
        SearchTerm term = token.Kind switch
        {
            SearchTokenKind.Word when token.Text == "*" && token.Parts is not null => new ExistsTerm(),
            SearchTokenKind.Word when token.Parts is { } parts => new WildcardTerm(parts),
            SearchTokenKind.Word when !token.Escaped && token.Text is "AND" or "OR" =>
                throw SearchError.At(token.Span.Start, $"\"{token.Text}\" needs a condition on both sides: add one, or put \"{token.Text}\" in quotes to look for the word"),
            SearchTokenKind.Word => new TextTerm(token.Text, false),
            SearchTokenKind.Quoted => new TextTerm(token.Text, true),
            SearchTokenKind.Regex => new RegexTerm(Checked(token)),
            SearchTokenKind.End => throw SearchError.At(token.Span.Start, "the query ends where a condition was expected: add one, such as level:ERROR"),
            _ => throw SearchError.At(token.Span.Start, $"unexpected \"{token.Text}\": put it in quotes, or escape it with a backslash, to look for it"),
        };
        _at++;
        RefuseScoring();
        var span = start.Span.To(token.Span);
        return term is ExistsTerm && field is null ? new AllExpr(span) : new FieldExpr(field, term, span);
    }

    void RefuseScoring()
    {
        var token = Current;
        if (token.Spaced)
            return;
        if (token.Is("^"))
            throw SearchError.At(token.Span.Start, "boosts such as ^2 are not supported, because lines come in order of time: remove it");
        if (token.Is("~"))
            throw SearchError.At(token.Span.Start, _tokens[_at - 1].Kind == SearchTokenKind.Quoted
                ? "phrases with a distance such as \"a b\"~5 are not supported: write a AND b" : "fuzzy words such as word~ are not supported: use wildcards or a regular expression");
    }

    FieldExpr Compared(string? field, SearchToken start)
    {
        var comparison = _tokens[_at++];
        if (field is null)
            throw SearchError.At(comparison.Span.Start, $"\"{comparison.Text}\" compares a field: write its name and a colon before it, such as latency_ms:>1000");
        var bound = SearchLexer.Bound(_text[..EndOfBound(comparison.Span.End)], comparison.Span.End);
        if (bound.Text.Length == 0)
            throw SearchError.At(comparison.Span.Start, $"\"{comparison.Text}\" needs a value behind it, such as {field}:{comparison.Text}1000");
        SkipTo(bound.Span.End);
        var limit = new RangeBound(bound.Text, comparison.Text.Length == 2);
        return new FieldExpr(field, comparison.Text[0] == '>' ? new RangeTerm(limit, null) : new RangeTerm(null, limit), start.Span.To(bound.Span));
    }

    int EndOfBound(int start)
    {
        while (start < _text.Length && char.IsWhiteSpace(_text[start]))
            start++;
        if (start < _text.Length && _text[start] == '"')
            return _text.Length;
        while (start < _text.Length && !char.IsWhiteSpace(_text[start]) && _text[start] is not (')' or '('))
            start++;
        return start;
    }

    FieldExpr Bracketed(string? field, SearchToken start)
    {
        var open = Current;
        if (field is null)
            throw SearchError.At(open.Span.Start, "a range belongs to a field: write its name and a colon before it, such as latency_ms:[100 TO 200]");
        var low = SearchLexer.Bound(_text, open.Span.End);
        var to = SearchLexer.Bound(_text, low.Span.End);
        var high = SearchLexer.Bound(_text, to.Span.End);
        var close = high.Span.End;
        while (close < _text.Length && char.IsWhiteSpace(_text[close]))
            close++;
        if (low.Text.Length == 0 || to.Text != "TO" || high.Text.Length == 0 || close >= _text.Length || _text[close] is not (']' or '}'))
            throw SearchError.At(open.Span.Start, "the range that begins here is malformed: expected [low TO high], {low TO high}, or * for an open end");
        SkipTo(close + 1);
        RefuseScoring();
        return new FieldExpr(field, new RangeTerm(Limit(low, open.Text == "["), Limit(high, _text[close] == ']')), start.Span.To(new SourceSpan(close, close + 1)));
    }

    static RangeBound? Limit(SearchToken bound, bool inclusive) => bound is { Text: "*", Kind: SearchTokenKind.Word } ? null : new RangeBound(bound.Text, inclusive);

    void SkipTo(int position)
    {
        while (Current.Kind != SearchTokenKind.End && Current.Span.Start < position)
            _at++;
    }

    // Lookarounds and back references are what RE2 does not have either.
    static string Checked(SearchToken token)
    {
        try
        {
            _ = new GoRegex(token.Text);
            return token.Text;
        }
        catch (FormatException error)
        {
            throw SearchError.At(token.Span.Start, $"\"{token.Text}\" is not a regular expression without lookaround and back references: {error.Message}");
        }
    }
}

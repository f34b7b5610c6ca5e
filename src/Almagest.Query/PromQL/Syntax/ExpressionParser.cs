using Almagest.Query.Common;
using Almagest.Query.PromQL.Functions;

namespace Almagest.Query.PromQL.Syntax;

/// <summary>Operators, calls and aggregations: a Pratt parser. Faults are reported where and as Prometheus' generated parser finds them.</summary>
sealed class ExpressionParser
{
    // Each operator of a chain is one level of the tree, and evaluation descends by level.
    const int MaxChain = 2000;

    readonly TokenReader _tokens;
    readonly LiteralParser _literals;
    readonly SelectorParser _selectors;
    readonly PostfixParser _postfix;
    readonly MatchingParser _matching;

    /// <param name="tokens">What to parse.</param>
    public ExpressionParser(TokenReader tokens)
    {
        (_tokens, _literals, _selectors) = (tokens, new LiteralParser(tokens), new SelectorParser(tokens));
        _postfix = new PostfixParser(tokens, _literals, new DurationParser(tokens, _literals));
        _matching = new MatchingParser(tokens, _literals);
    }

    /// <summary>The whole text as one expression.</summary>
    public Expr All()
    {
        if (_tokens.Ahead.Kind == TokenKind.End)
            throw _tokens.Fault(default, "no expression found in input");
        var expr = Binary(0);
        return _tokens.Ahead.Kind == TokenKind.End ? expr : throw _tokens.Unexpected();
    }

    /// <summary>The whole text as one instant selector without modifiers.</summary>
    public VectorExpr Selector()
    {
        var named = Keywords.CanBeMetric(_tokens.Ahead);
        if (!named && !_tokens.At("{"))
            throw _tokens.Unexpected();
        var selector = _selectors.Selector(named ? _tokens.Take() : null);
        return _tokens.Ahead.Kind == TokenKind.End ? selector : throw _tokens.Unexpected();
    }

    Expr Binary(int above)
    {
        var left = Operand();
        for (var chain = 0; Precedence.OfBinary(_tokens.Ahead) is { } level && level > above; chain++)
        {
            var op = _tokens.Take();
            if (chain == MaxChain)
                throw _tokens.Fault(op.Span, "expression is nested too deeply");
            var (returnBool, matching) = _matching.Modifiers();
            var right = op.Word == "^" ? _tokens.Nested(() => Binary(level - 1)) : Binary(level);
            left = new BinaryExpr(op.Word, left, right, matching, returnBool, left.Span.To(right.Span));
        }

        return left;
    }

    Expr Operand()
    {
        if (!_literals.AtSign)
            return _postfix.Modifiers(Primary());
        var sign = _tokens.Take();
        var operand = _tokens.Nested(() => Binary(Precedence.Multiplying));
        return operand is NumberExpr number
            ? LiteralParser.Negate(sign, number)
            : new UnaryExpr(sign.Word == "-", operand, sign.Span.To(operand.Span));
    }

    Expr Primary()
    {
        var token = _tokens.Ahead;
        if (_literals.AtNumber)
            return _literals.Number();
        if (token.Kind == TokenKind.String)
            return new StringExpr(GoText.Unquote(_tokens.Take().Text), token.Span);
        if (_tokens.At("{"))
            return _selectors.Selector(null);
        if (_tokens.At("("))
            return Parenthesis();
        if (!Keywords.CanBeMetric(token))
            throw _tokens.Unexpected();
        _tokens.Take();
        if (token.Kind == TokenKind.Aggregator && (_tokens.At("(") || _tokens.At("by") || _tokens.At("without")))
            return _tokens.Within("aggregation", "", () => Aggregation(token));
        return token.Kind is TokenKind.Identifier or TokenKind.Preprocessor && _tokens.At("(") ? Call(token) : _selectors.Selector(token);
    }

    ParenExpr Parenthesis()
    {
        var open = _tokens.Take();
        var inner = _tokens.Nested(() => Binary(0));
        return new ParenExpr(inner, open.Span.To(_tokens.Expect(")").Span));
    }

    CallExpr Call(Token name)
    {
        var (arguments, end) = Arguments();
        if (FunctionCatalog.Find(name.Text) is not { } function)
            throw _tokens.Fault(name.Span, $"unknown function with name {GoText.Quote(name.Text)}");
        return new CallExpr(function.Name, function.ReturnType, arguments, name.Span.To(end));
    }

    AggregateExpr Aggregation(Token op)
    {
        var grouping = Grouping();
        var (arguments, end) = Arguments();
        if (grouping is null)
        {
            grouping = Grouping();
            end = grouping?.Span ?? end;
        }

        var span = op.Span.To(end);
        if (arguments.Count == 0)
            throw _tokens.Fault(span, "no arguments for aggregate expression provided");
        var expected = Keywords.TakesParameter(op.Word) ? 2 : 1;
        if (arguments.Count != expected)
            throw _tokens.Fault(span, $"wrong number of arguments for aggregate expression provided, expected {expected}, got {arguments.Count}");
        return new AggregateExpr(op.Word, arguments[^1], expected == 2 ? arguments[0] : null, grouping?.Labels ?? [], grouping?.Without ?? false, span);
    }

    (IReadOnlyList<string> Labels, bool Without, SourceSpan Span)? Grouping()
    {
        if (!_tokens.At("by") && !_tokens.At("without"))
            return null;
        var without = _tokens.Take().Word == "without";
        var (labels, span) = _literals.Labels();
        return (labels, without, span);
    }

    (IReadOnlyList<Expr> Arguments, SourceSpan End) Arguments()
    {
        _tokens.Expect("(");
        var arguments = new List<Expr>();
        while (!_tokens.At(")"))
        {
            arguments.Add(_tokens.Nested(() => Binary(0)));
            if (_tokens.At(")"))
                break;
            var comma = _tokens.Expect(",");
            if (!BeginsExpression())
                throw _tokens.Fault(comma.Span, "trailing commas not allowed in function call args");
        }

        return (arguments, _tokens.Take().Span);
    }

    bool BeginsExpression() =>
        _literals.AtNumber || _literals.AtSign || _tokens.At("(") || _tokens.At("{") || _tokens.Ahead.Kind == TokenKind.String || Keywords.CanBeMetric(_tokens.Ahead);
}

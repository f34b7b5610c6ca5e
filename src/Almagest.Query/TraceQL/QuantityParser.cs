namespace Almagest.Query.TraceQL;

/// <summary>Reads what is calculated with: aggregates of a set of spans, numbers, and series. Arithmetic of numbers is done at once, as in Tempo.</summary>
sealed class QuantityParser(TraceQlParser parser, FieldParser fields)
{
    static readonly HashSet<string> Aggregates = ["count", "avg", "min", "max", "sum"];

    internal bool Begins => IsNumber || parser.Current.Is("-") || (parser.Current.Kind == TokenKind.Word && Aggregates.Contains(parser.Current.Text));

    bool IsNumber => parser.Current.Kind is TokenKind.Int or TokenKind.Float or TokenKind.Duration;

    internal Quantity Sum() => Rest(Operand(), 0);

    /// <summary>The number values of series are compared with; durations are seconds there.</summary>
    internal double Bound()
    {
        var position = parser.Current.Position;
        return Sum() is ScalarStatic { Value: var bound } ? (bound.Type == TqType.Duration ? bound.Number / 1e9 : bound.Number)
            : throw parser.Error(position, "expected a number to compare with");
    }

    internal Quantity Rest(Quantity left, int level)
    {
        while (parser.Current.Kind == TokenKind.Symbol && FieldParser.Arithmetic(parser.Current.Text) is > 0 and var binds && binds > level)
        {
            var operation = parser.Take();
            left = Combine(operation, left, Rest(Operand(), operation.Text == "^" ? binds - 1 : binds));
        }

        return left;
    }

    Quantity Combine(Token operation, Quantity left, Quantity right) => (left, right) switch
    {
        (ScalarStatic a, ScalarStatic b) => new ScalarStatic(Fold(operation, a.Value, b.Value)),
        (ScalarExpr a, ScalarExpr b) => new ScalarBinary(operation.Text, a, b),
        (SeriesExpr a, ScalarStatic b) => new SeriesScaled(OfSeries(operation, a), a, Plain(operation, b.Value), false),
        (ScalarStatic a, SeriesExpr b) => new SeriesScaled(OfSeries(operation, b), b, Plain(operation, a.Value), true),
        (SeriesExpr a, SeriesExpr b) => new SeriesMath(OfSeries(operation, a, b), a, b),
        _ => throw parser.Error(operation.Position, "series are calculated with series and numbers, not with aggregates"),
    };

    string OfSeries(Token operation, params ReadOnlySpan<SeriesExpr> sides)
    {
        foreach (var side in sides)
            parser.RefuseCompare(side);
        return operation.Text is "+" or "-" or "*" or "/" ? operation.Text : throw parser.Error(operation.Position, $"operator {operation.Text} does not go with series");
    }

    double Plain(Token operation, TqValue number) => number.Type != TqType.Duration ? number.Number
        : throw parser.Error(operation.Position, "duration cannot be used as a scalar operand in metric arithmetic");

    TqValue Fold(Token operation, TqValue left, TqValue right)
    {
        if (left.Type == TqType.Duration || right.Type == TqType.Duration)
            throw parser.Error(operation.Position, "duration cannot be used in scalar arithmetic");
        if (operation.Text is "%" or "^")
            throw parser.Error(operation.Position, $"operator {operation.Text} does not go with two numbers here");
        return FieldEvaluator.Arithmetic(operation.Text, left, right) is { Type: not TqType.Nil } folded ? folded : throw parser.Error(operation.Position, "division by zero");
    }

    Quantity Operand()
    {
        if (parser.Current.Is("("))
            return parser.Operand() as Quantity ?? throw parser.Unexpected("an aggregate in the parentheses");
        var token = parser.Take();
        if (token.Is("-"))
            return parser.Deeper(Operand) is ScalarStatic { Value: var number } ? new ScalarStatic(number with { Number = -number.Number })
                : throw parser.Error(token.Position, "- needs a number");
        if (token.Kind is TokenKind.Int or TokenKind.Float or TokenKind.Duration)
            return new ScalarStatic(FieldParser.NumberOf(token));
        if (token.Kind != TokenKind.Word || !Aggregates.Contains(token.Text))
            throw parser.Error(token.Position, $"unexpected \"{token.Prefix}{token.Text}\": expected a number or one of count, avg, min, max, sum");
        parser.Expect("(");
        var argument = token.Text == "count" ? null : fields.Measured();
        parser.Expect(")");
        return new ScalarAggregate(token.Text, argument);
    }
}

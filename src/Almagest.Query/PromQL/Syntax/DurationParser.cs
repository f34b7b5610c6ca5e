using Almagest.Query.Common;

namespace Almagest.Query.PromQL.Syntax;

/// <summary>Durations and arithmetic on them, as in <c>[5m + step()]</c> and <c>offset (1h / 2)</c>.</summary>
sealed class DurationParser(TokenReader tokens, LiteralParser literals)
{
    /// <summary>A range or step. A plain number must be greater than 0; anything else is checked when the query runs.</summary>
    public Expr Positive()
    {
        var duration = Binary(0);
        return duration is NumberExpr { Value: <= 0 } ? throw tokens.Fault(duration.Span, "duration must be greater than 0") : duration;
    }

    /// <summary>
    /// An offset. Without parentheses it ends after the first term, so that <c>foo offset 1m + 5</c> adds 5 to foo.
    /// </summary>
    public Expr Offset()
    {
        if (literals.AtNumber || IsCall(tokens.Ahead))
            return Primary();
        if (!literals.AtSign)
            return Binary(0);
        var sign = tokens.Take();
        if (literals.AtNumber)
            return InRange(LiteralParser.Negate(sign, literals.Number()), sign.Span);
        if (IsCall(tokens.Ahead))
            return Signed(sign, Call());
        if (!tokens.At("("))
            return Continue(Apply(sign, Binary(Precedence.Multiplying)), 0);
        tokens.Take();
        var inner = tokens.Nested(() => Binary(0));
        tokens.Expect(")");
        return Apply(sign, Wrap(inner, inner.Span.Start));
    }

    Expr Binary(int above) => Continue(Primary(), above);

    Expr Continue(Expr left, int above)
    {
        while (Precedence.OfArithmetic(tokens.Ahead) is { } level && level > above)
        {
            var op = tokens.Take();
            var right = Binary(op.Word == "^" ? level - 1 : level);
            if (op.Word is "/" or "%" && right is NumberExpr { Value: 0 })
                throw tokens.Fault(op.Span, op.Word == "/" ? "division by zero" : "modulo by zero");
            left = new DurationExpr(op.Word, left, right, false, left.Span.To(right.Span));
        }

        return left;
    }

    Expr Primary()
    {
        if (literals.AtNumber)
        {
            var number = literals.Number();
            return InRange(number, number.Span);
        }

        if (literals.AtSign)
        {
            var sign = tokens.Take();
            return Apply(sign, tokens.Nested(() => Binary(Precedence.Multiplying)));
        }

        if (IsCall(tokens.Ahead))
            return Call();
        var open = tokens.Expect("(");
        var inner = tokens.Nested(() => Binary(0));
        tokens.Expect(")");
        return Wrap(inner, open.Span.Start);
    }

    DurationExpr Call()
    {
        var name = tokens.Take();
        tokens.Expect("(");
        if (name.Word is "step" or "range")
            return new DurationExpr(name.Word, null, null, false, name.Span.To(tokens.Expect(")").Span));
        var left = tokens.Nested(() => Binary(0));
        tokens.Expect(",");
        var right = tokens.Nested(() => Binary(0));
        tokens.Expect(")");
        return new DurationExpr(name.Word, left, right, false, left.Span.To(right.Span));
    }

    Expr Apply(Token sign, Expr operand)
    {
        if (operand is NumberExpr number)
            return InRange(LiteralParser.Negate(sign, number), sign.Span);
        return sign.Word == "-" ? Signed(sign, operand) : operand;
    }

    NumberExpr InRange(NumberExpr number, SourceSpan at) =>
        Math.Abs(number.Value) > PromQlNumbers.MaxDurationSeconds ? throw tokens.Fault(at, "duration out of range") : number;

    static DurationExpr Signed(Token sign, Expr operand) => new(sign.Word, null, operand, false, sign.Span.To(operand.Span));

    // A plain number in parentheses becomes a plus sign without effect, so that the parentheses can be written again.
    static DurationExpr Wrap(Expr inner, int start) => inner is DurationExpr duration
        ? duration with { Wrapped = true }
        : new DurationExpr("+", null, inner, true, new SourceSpan(start, inner.Span.End));

    static bool IsCall(Token token) => token.Kind == TokenKind.Preprocessor && Keywords.IsDuration(token.Word);
}

using System.Globalization;
using Almagest.Query.Common;

namespace Almagest.Query.PromQL.Syntax;

/// <summary>What may follow an operand, binding tighter than any operator: ranges, subqueries, <c>offset</c>, <c>@</c>, <c>anchored</c> and <c>smoothed</c>.</summary>
sealed class PostfixParser(TokenReader tokens, LiteralParser literals, DurationParser durations)
{
    const string Preceded = "must be preceded by an instant vector selector or range vector selector or a subquery";
    const string Terms = "number, duration, step(), or range()";

    /// <summary>The operand with all that follows it.</summary>
    public Expr Modifiers(Expr operand)
    {
        while (true)
        {
            if (tokens.At("["))
                operand = Range(operand);
            else if (tokens.At("offset"))
                operand = Offset(operand);
            else if (tokens.At("@"))
                operand = At(operand);
            else if (tokens.At("anchored") || tokens.At("smoothed"))
                operand = Extension(operand);
            else
                return operand;
        }
    }

    Expr Range(Expr operand)
    {
        var open = tokens.Take();
        var range = tokens.Within("subquery or range selector", Terms, durations.Positive);
        if (tokens.At("]"))
            return Matrix(operand, range, open.Span.To(tokens.Take().Span));
        if (!tokens.Accept(":"))
            throw tokens.Unexpected("subquery or range", "\":\" or \"]\"");
        var step = tokens.At("]") ? null : tokens.Within("subquery selector", "number, duration, step(), range(), or \"]\"", durations.Positive);
        if (!tokens.At("]"))
            throw tokens.Unexpected("subquery selector", "\"]\"");
        var span = operand.Span.To(tokens.Take().Span);
        return new SubqueryExpr(operand, Ms(range), Computed(range), step is null ? 0 : Ms(step), Computed(step), TimeShift.None, span);
    }

    MatrixExpr Matrix(Expr operand, Expr range, SourceSpan brackets)
    {
        if (operand is not VectorExpr vector)
            throw tokens.Fault(brackets, "ranges only allowed for vector selectors");
        if (vector.Shift.OffsetMs != 0 || vector.Shift.OffsetExpr is not null)
            throw tokens.Fault(brackets, "no offset modifiers allowed before range");
        if (vector.Shift.At != AtKind.None)
            throw tokens.Fault(brackets, "no @ modifiers allowed before range");
        return new MatrixExpr(vector, Ms(range), Computed(range), operand.Span.To(brackets));
    }

    Expr Offset(Expr operand)
    {
        tokens.Take();
        var offset = tokens.Within("offset", Terms, durations.Offset);
        if (ShiftOf(operand) is not { } shift)
            throw tokens.Fault(operand.Span, $"offset modifier {Preceded}");
        if (shift.OffsetMs != 0 || shift.OffsetExpr is not null)
            throw tokens.Fault(operand.Span, "offset may not be set multiple times");
        return Shifted(operand, shift with { OffsetMs = Ms(offset), OffsetExpr = Computed(offset) }, offset.Span);
    }

    Expr At(Expr operand)
    {
        tokens.Take();
        var (kind, time, end) = tokens.Within("@", "timestamp", Instant);
        if (kind == AtKind.Time && !(Math.Abs(time) < long.MaxValue))
            throw tokens.Fault(operand.Span, $"timestamp out of bounds for @ modifier: {Fixed(time)}");
        if (ShiftOf(operand) is not { } shift)
            throw tokens.Fault(operand.Span, $"@ modifier {Preceded}");
        if (shift.At != AtKind.None)
            throw tokens.Fault(operand.Span, "@ <timestamp> may not be set multiple times");
        return Shifted(operand, shift with { At = kind, AtMs = (long)Math.Round(time * 1000, MidpointRounding.AwayFromZero) }, end);
    }

    (AtKind Kind, double Time, SourceSpan End) Instant()
    {
        if (!tokens.At("start") && !tokens.At("end"))
        {
            var number = literals.SignedNumber();
            return (AtKind.Time, number.Value, number.Span);
        }

        var kind = tokens.Take().Word == "start" ? AtKind.Start : AtKind.End;
        tokens.Expect("(");
        return (kind, 0, tokens.Expect(")").Span);
    }

    Expr Extension(Expr operand)
    {
        var word = tokens.Take();
        var extension = word.Word == "anchored" ? VectorExtension.Anchored : VectorExtension.Smoothed;
        var vector = operand switch
        {
            VectorExpr instant => instant,
            MatrixExpr range => range.Vector,
            SubqueryExpr => throw tokens.Fault(operand.Span, $"{word.Word} modifier is not supported for subqueries"),
            _ => throw tokens.Fault(operand.Span, $"{word.Word} modifier not implemented"),
        };
        if (vector.Extension != VectorExtension.None && vector.Extension != extension)
            throw tokens.Fault(operand.Span, "anchored and smoothed modifiers cannot be used together");
        Expr extended = vector with { Extension = extension };
        return operand is MatrixExpr matrix ? new MatrixExpr((VectorExpr)extended, matrix.RangeMs, matrix.RangeExpr, matrix.Span) : extended;
    }

    static TimeShift? ShiftOf(Expr operand) => operand switch
    {
        VectorExpr vector => vector.Shift,
        MatrixExpr matrix => matrix.Vector.Shift,
        SubqueryExpr subquery => subquery.Shift,
        _ => null,
    };

    static Expr Shifted(Expr operand, TimeShift shift, SourceSpan end) => operand switch
    {
        VectorExpr vector => vector with { Shift = shift, Span = vector.Span.To(end) },
        MatrixExpr matrix => matrix with { Vector = matrix.Vector with { Shift = shift }, Span = matrix.Span.To(end) },
        SubqueryExpr subquery => subquery with { Shift = shift, Span = subquery.Span.To(end) },
        _ => throw new InvalidOperationException($"{operand.GetType().Name} has no time to shift"),
    };

    static long Ms(Expr duration) => duration is NumberExpr number ? PromQlNumbers.ToMs(number.Value) : 0;

    static Expr? Computed(Expr? duration) => duration as DurationExpr;

    static string Fixed(double value) => double.IsFinite(value) ? value.ToString("F6", CultureInfo.InvariantCulture) : PromQlNumbers.Format(value);
}

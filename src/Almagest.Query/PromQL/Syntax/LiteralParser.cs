using Almagest.Query.Common;

namespace Almagest.Query.PromQL.Syntax;

/// <summary>Numbers, durations and lists of labels.</summary>
sealed class LiteralParser(TokenReader tokens)
{
    /// <summary>Whether a number or duration comes next.</summary>
    public bool AtNumber => tokens.Ahead.Kind is TokenKind.Number or TokenKind.Duration;

    /// <summary>Whether a sign comes next.</summary>
    public bool AtSign => tokens.At("+") || tokens.At("-");

    /// <summary>A number or duration without sign.</summary>
    public NumberExpr Number()
    {
        if (!AtNumber)
            throw tokens.Unexpected();
        var token = tokens.Take();
        try
        {
            return token.Kind == TokenKind.Duration
                ? new NumberExpr(PromQlNumbers.ParseDuration(token.Text) / 1000.0, true, token.Span)
                : new NumberExpr(PromQlNumbers.ParseNumber(token.Text), false, token.Span);
        }
        catch (FormatException fault)
        {
            throw tokens.Fault(token.Span, fault.Message);
        }
    }

    /// <summary>A number or duration, perhaps with a sign.</summary>
    public NumberExpr SignedNumber()
    {
        if (!AtSign)
            return Number();
        var sign = tokens.Take();
        return Negate(sign, Number());
    }

    /// <summary>The number with the sign applied and its place including the sign.</summary>
    public static NumberExpr Negate(Token sign, NumberExpr number) =>
        number with { Value = sign.Word == "-" ? -number.Value : number.Value, Span = sign.Span.To(number.Span) };

    /// <summary>Labels in parentheses, perhaps none.</summary>
    public (IReadOnlyList<string> Labels, SourceSpan Span) Labels()
    {
        const string Construct = "grouping opts";
        if (!tokens.At("("))
            throw tokens.Unexpected(Construct, "\"(\"");
        var open = tokens.Take();
        var labels = new List<string>();
        while (!tokens.At(")"))
        {
            labels.Add(Label());
            if (!tokens.Accept(",") && !tokens.At(")"))
                throw tokens.Unexpected(Construct, "\",\" or \")\"");
        }

        return (labels, open.Span.To(tokens.Take().Span));
    }

    string Label()
    {
        var token = tokens.Ahead;
        var quoted = token.Kind == TokenKind.String;
        if (!quoted && !Keywords.CanBeLabel(token))
            throw tokens.Unexpected("grouping opts", "label");
        tokens.Take();
        var label = quoted ? GoText.Unquote(token.Text) : token.Text;
        return LabelNames.IsValid(label) ? label : throw tokens.Fault(token.Span, $"invalid label name for grouping: {GoText.Quote(label)}");
    }
}

using Almagest.Query.LogQL.Literals;

namespace Almagest.Query.LogQL.Syntax;

/// <summary>
/// Reads conditions on labels. <c>and</c> binds closer than <c>or</c>; what follows a comma or stands without a word between belongs together,
/// so that <c>a=1, b=2 or c=3</c> is a and (b or c), as Loki's grammar has it.
/// </summary>
sealed class LabelFilterReader(LogQlTokens tokens)
{
    /// <summary>A condition where nothing else can stand; one at the beginning of a stage is read by <see cref="ReadStage"/>.</summary>
    internal LabelFilter Read() => Read(0);

    /// <summary>A condition where any stage could stand, so that a fault does not tell what could.</summary>
    internal LabelFilter ReadStage() => tokens.At(LogQlToken.Identifier) || tokens.At("(") ? Read(0) : throw tokens.Unexpected();

    LabelFilter Read(int above)
    {
        var left = Single();
        while (true)
        {
            switch (tokens.Ahead.Kind)
            {
                case ",":
                    tokens.Take();
                    left = new BothFilter(left, Read(0), true);
                    break;
                case LogQlToken.Identifier or "(":
                    left = new BothFilter(left, Read(0), true);
                    break;
                case "and" when above < 2:
                    tokens.Take();
                    left = new BothFilter(left, Read(2), true);
                    break;
                case "or" when above < 1:
                    tokens.Take();
                    left = new BothFilter(left, Read(1), false);
                    break;
                default:
                    return left;
            }
        }
    }

    LabelFilter Single()
    {
        if (tokens.Accept("("))
        {
            var inner = Read(0);
            return tokens.Accept(")") ? inner : throw tokens.Unexpected();
        }

        var label = tokens.Expect(LogQlToken.Identifier, "(").Text;
        var op = tokens.Ahead.Kind;
        if (op is not ("=" or "!=" or "=~" or "!~" or "==" or ">" or ">=" or "<" or "<="))
            throw tokens.Unexpected();
        tokens.Take();
        return Compare(label, op);
    }

    LabelFilter Compare(string label, string op)
    {
        if (op is "=~" or "!~")
            return new TextFilter(StageReader.Matcher(label, op, tokens.Expect(LogQlToken.String).Text));
        var comparison = op == "=" ? "==" : op;
        switch (tokens.Ahead.Kind)
        {
            case LogQlToken.String when op is "=" or "!=":
                return new TextFilter(StageReader.Matcher(label, op, tokens.Take().Text));
            case "ip" when op is "=" or "!=":
                tokens.Take();
                tokens.Expect("(");
                var pattern = tokens.Expect(LogQlToken.String).Text;
                tokens.Expect(")");
                return new IpFilter(label, op == "!=", pattern);
            case LogQlToken.Duration:
                return new DurationFilter(label, comparison, tokens.Take().Nanos);
            case LogQlToken.Bytes:
                return new BytesFilter(label, comparison, tokens.Take().Size);
            case LogQlToken.Number or "+" or "-":
                return new NumberFilter(label, comparison, Number());
            default:
                throw tokens.Unexpected();
        }
    }

    double Number()
    {
        var negative = tokens.Ahead.Kind is "-";
        if (tokens.Ahead.Kind is "+" or "-")
            tokens.Take();
        try
        {
            var value = GoNumbers.ParseFloat(tokens.Expect(LogQlToken.Number).Text);
            return negative ? -value : value;
        }
        catch (FormatException fault)
        {
            throw new LogQlParseException($"unable to parse literal as a float: {fault.Message}");
        }
    }
}

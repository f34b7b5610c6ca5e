using System.Text.RegularExpressions;
using Almagest.Model.Traces;

namespace Almagest.Query.TraceQL;

/// <summary>Reads expressions over one span and checks their types.</summary>
sealed class FieldParser(TraceQlParser parser)
{
    static readonly Dictionary<string, TqValue> Words = new()
    {
        ["minInt"] = TqValue.Of(long.MinValue), ["maxInt"] = TqValue.Of(long.MaxValue),
        ["true"] = TqValue.Of(true), ["false"] = TqValue.Of(false), ["nil"] = TqValue.Nil,
        ["error"] = new(TqType.Status, (int)SpanStatus.Error), ["ok"] = new(TqType.Status, (int)SpanStatus.Ok), ["unset"] = new(TqType.Status, (int)SpanStatus.Unset),
        ["unspecified"] = new(TqType.Kind, (int)SpanKind.Unspecified), ["internal"] = new(TqType.Kind, (int)SpanKind.Internal),
        ["server"] = new(TqType.Kind, (int)SpanKind.Server), ["client"] = new(TqType.Kind, (int)SpanKind.Client),
        ["producer"] = new(TqType.Kind, (int)SpanKind.Producer), ["consumer"] = new(TqType.Kind, (int)SpanKind.Consumer),
    };

    static readonly TimeSpan PatternLimit = TimeSpan.FromSeconds(1);

    internal static int Arithmetic(string operation) => operation switch { "+" or "-" => 3, "*" or "/" or "%" => 4, "^" => 5, _ => 0 };

    internal static TqValue NumberOf(Token token) => new(
        token.Kind switch { TokenKind.Int => TqType.Int, TokenKind.Float => TqType.Float, _ => TqType.Duration }, token.Number);

    /// <summary>What stands between braces; the opening one is taken already.</summary>
    internal FieldExpr Filter()
    {
        if (parser.Accept("}"))
            return new StaticExpr(parser.Current.Position, TqValue.Of(true));
        var condition = Expression(0);
        parser.Expect("}");
        if (FieldTypes.Of(condition) is not (TqType.Bool or TqType.Any))
            throw parser.Error(condition.Position, "a filter must be true or false: compare this with a value");
        return condition;
    }

    internal FieldExpr Measured()
    {
        var argument = Expression(0);
        if (FieldTypes.Of(argument) is not (TqType.Int or TqType.Float or TqType.Duration or TqType.Any))
            throw parser.Error(argument.Position, "an aggregate needs a number: a duration or a numeric attribute");
        return FieldTypes.ReadsSpan(argument) ? argument : throw parser.Error(argument.Position, "an aggregate must read the span: name an attribute or intrinsic");
    }

    internal FieldExpr Grouping()
    {
        var by = Expression(0);
        return FieldTypes.ReadsSpan(by) ? by : throw parser.Error(by.Position, "a grouping must read the span: name an attribute or intrinsic");
    }

    internal List<FieldExpr> List(string expected)
    {
        var fields = new List<FieldExpr>();
        do
        {
            var field = Operand();
            fields.Add(field is AttributeExpr or IntrinsicExpr ? field : throw parser.Error(field.Position, $"expected {expected}"));
        }
        while (parser.Accept(","));
        return fields;
    }

    /// <summary>A value as it is written; null when something else stands there.</summary>
    internal static TqValue? Literal(TraceQlParser parser)
    {
        var token = parser.Current;
        TqValue? value = token.Kind switch
        {
            TokenKind.String => TqValue.Of(token.Text),
            TokenKind.Int or TokenKind.Float or TokenKind.Duration => NumberOf(token),
            TokenKind.Word when Words.TryGetValue(token.Text, out var word) => word,
            _ => null,
        };
        if (value is not null)
            parser.Take();
        return value;
    }

    FieldExpr Expression(int level) => parser.Deeper(() =>
    {
        var left = Operand();
        while (parser.Current.Kind == TokenKind.Symbol && Binding(parser.Current.Text) is > 0 and var binds && binds > level)
        {
            var operation = parser.Take();
            var right = Expression(operation.Text == "^" ? binds - 1 : binds);
            left = Checked(new BinaryExpr(left.Position, operation.Text, left, right), operation.Position);
        }

        return left;
    });

    static int Binding(string operation) => operation switch
    {
        "&&" or "||" => 1,
        "=" or "!=" or "<" or "<=" or ">" or ">=" or "=~" or "!~" => 2,
        _ => Arithmetic(operation),
    };

    FieldExpr Operand()
    {
        var token = parser.Current;
        if (parser.Accept("("))
        {
            var inner = Expression(0);
            parser.Expect(")");
            return inner;
        }

        if (token.Is("!") || token.Is("-"))
        {
            parser.Take();
            // Minus binds like the one between two numbers: -2 ^ 2 is -4.
            var unary = new UnaryExpr(token.Position, token.Text, token.Is("-") ? Expression(Arithmetic("-")) : parser.Deeper(Operand));
            return FieldTypes.Fault(unary) is { } fault ? throw parser.Error(token.Position, fault) : unary;
        }

        return Atom(token);
    }

    FieldExpr Atom(Token token)
    {
        if (Literal(parser) is { } value)
            return new StaticExpr(token.Position, value);
        switch (token.Kind)
        {
            case TokenKind.Attribute:
                parser.Take();
                return Attribute(token);
            case TokenKind.Word when IntrinsicInfo.ByWord.TryGetValue(token.Text, out var info):
                parser.Take();
                return new IntrinsicExpr(token.Position, info.Intrinsic);
            case TokenKind.Word:
                throw parser.Error(token.Position, $"unknown identifier \"{token.Text}\": an attribute needs a scope, such as .{token.Text}, span.{token.Text} or resource.{token.Text}");
            default:
                throw parser.Unexpected("an attribute, an intrinsic or a value");
        }
    }

    // Trace ids are written without leading zeros too.
    static FieldExpr WholeId(FieldExpr id, FieldExpr of) =>
        id is StaticExpr { Value: { Type: TqType.String, Text: { Length: > 0 } text } } literal && of is IntrinsicExpr { Intrinsic: Intrinsic.TraceId or Intrinsic.LinkTraceId } && text.All(char.IsAsciiHexDigit)
            ? literal with { Value = TqValue.Of(text.ToLowerInvariant().PadLeft(32, '0')) } : id;

    static AttributeExpr Attribute(Token token)
    {
        var ofParent = token.Prefix.StartsWith("parent.", StringComparison.Ordinal);
        var scope = (ofParent ? token.Prefix["parent.".Length..] : token.Prefix) switch
        {
            "span." => FieldScope.Span,
            "resource." => FieldScope.Resource,
            "event." => FieldScope.Event,
            "link." => FieldScope.Link,
            "instrumentation." => FieldScope.Instrumentation,
            _ => FieldScope.Any,
        };
        return new AttributeExpr(token.Position, scope, token.Text, ofParent);
    }

    BinaryExpr Checked(BinaryExpr binary, int position)
    {
        binary = binary with { Left = WholeId(binary.Left, binary.Right), Right = WholeId(binary.Right, binary.Left) };
        if (FieldTypes.Fault(binary) is { } fault)
            throw parser.Error(position, fault);
        if (binary.Operator is not ("=~" or "!~"))
            return binary;
        if (binary.Right is not StaticExpr { Value: { Type: TqType.String, Text: { } pattern } })
            throw parser.Error(position, $"{binary.Operator} needs a regular expression as text on its right");
        try
        {
            // Not backtracking: its time is linear in the text, whatever the pattern.
            return binary with { Pattern = new Regex($"^(?:{pattern})$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline, PatternLimit) };
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            throw parser.Error(binary.Right.Position, $"\"{pattern}\" is not a regular expression: {error.Message}");
        }
    }
}

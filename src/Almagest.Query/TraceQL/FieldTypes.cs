namespace Almagest.Query.TraceQL;

/// <summary>What type an expression has before any span is seen.</summary>
static class FieldTypes
{
    internal static TqType Of(FieldExpr expr) => expr switch
    {
        StaticExpr literal => literal.Value.Type,
        IntrinsicExpr intrinsic => IntrinsicInfo.Of(intrinsic.Intrinsic).Type,
        AttributeExpr => TqType.Any,
        TagExpr => TqType.Bool,
        UnaryExpr { Operator: "!" } => TqType.Bool,
        UnaryExpr unary => Of(unary.Operand),
        BinaryExpr binary => FieldParser.Arithmetic(binary.Operator) > 0 ? Wider(Of(binary.Left), Of(binary.Right)) : TqType.Bool,
        _ => throw new InvalidOperationException($"unknown expression {expr.GetType().Name}"),
    };

    internal static bool ReadsSpan(FieldExpr expr) => expr switch
    {
        StaticExpr => false,
        UnaryExpr unary => ReadsSpan(unary.Operand),
        BinaryExpr binary => ReadsSpan(binary.Left) || ReadsSpan(binary.Right),
        _ => true,
    };

    /// <summary>What is wrong with the types of an operator's sides; null when nothing is.</summary>
    internal static string? Fault(FieldExpr expr)
    {
        switch (expr)
        {
            case UnaryExpr { Operator: "!" } not when Of(not.Operand) is not (TqType.Bool or TqType.Any):
                return $"! needs true or false, not {Name(Of(not.Operand))}";
            case UnaryExpr { Operator: "-" } minus when !IsNumber(Of(minus.Operand)):
                return $"- needs a number, not {Name(Of(minus.Operand))}";
            case BinaryExpr { Operator: "=" } exists when NeverNil(exists.Left, exists.Right) is { } never:
                return $"{never} = nil is never true: every span has it";
            case BinaryExpr binary:
                var (left, right) = (Of(binary.Left), Of(binary.Right));
                return Fits(binary.Operator, left, right) ? null
                    : $"operator {binary.Operator} does not go with {Name(left)} and {Name(right)}";
            default:
                return null;
        }
    }

    // As in Tempo; a root is asked for with parent = nil.
    static string? NeverNil(FieldExpr left, FieldExpr right) => (left, right) switch
    {
        (_, StaticExpr { Value.Type: TqType.Nil }) => left is IntrinsicExpr { Intrinsic: not Intrinsic.Parent } or AttributeExpr { Scope: FieldScope.Resource, Name: "service.name", OfParent: false } ? FieldNames.Of(left) : null,
        (StaticExpr { Value.Type: TqType.Nil }, _) => NeverNil(right, left),
        _ => null,
    };

    static bool Fits(string operation, TqType left, TqType right)
    {
        var bothAre = (TqType type) => (left == type || left == TqType.Any) && (right == type || right == TqType.Any);
        return operation switch
        {
            "&&" or "||" => bothAre(TqType.Bool),
            "=~" or "!~" => bothAre(TqType.String),
            "=" or "!=" => left == right || left == TqType.Any || right == TqType.Any || left == TqType.Nil || right == TqType.Nil || (IsNumber(left) && IsNumber(right)),
            "<" or "<=" or ">" or ">=" => (IsNumber(left) && IsNumber(right)) || bothAre(TqType.String),
            _ => IsNumber(left) && IsNumber(right),
        };
    }

    static bool IsNumber(TqType type) => type is TqType.Int or TqType.Float or TqType.Duration or TqType.Any;

    static TqType Wider(TqType left, TqType right) =>
        left == TqType.Any || right == TqType.Any ? TqType.Any : (TqType)Math.Max((int)left, (int)right);

    static string Name(TqType type) => type switch
    {
        TqType.Nil => "nil",
        TqType.Any => "an attribute",
        TqType.Int or TqType.Float => "a number",
        TqType.Duration => "a duration",
        TqType.String => "a text",
        TqType.Bool => "true or false",
        TqType.Status => "a status",
        TqType.Kind => "a kind",
        TqType.Array => "a list",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "unknown type"),
    };
}

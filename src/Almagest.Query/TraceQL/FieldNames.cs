namespace Almagest.Query.TraceQL;

/// <summary>Writes expressions as TraceQL does in labels: <c>span.http.path</c>, <c>resource.service.name</c>, <c>duration</c>.</summary>
public static class FieldNames
{
    /// <summary>The text of an expression.</summary>
    public static string Of(FieldExpr expr) => expr switch
    {
        StaticExpr literal => literal.Value.Type == TqType.String ? $"`{literal.Value.Text}`" : literal.Value.ToString(),
        IntrinsicExpr intrinsic => IntrinsicInfo.Of(intrinsic.Intrinsic) is var info ? (intrinsic.Intrinsic == Intrinsic.ChildCount ? null : info.Word) ?? info.Scoped : "",
        AttributeExpr attribute => (attribute.OfParent ? "parent" : "") + Prefix(attribute) + Quoted(attribute.Name),
        TagExpr tag => $"{tag.Key}={tag.Text}",
        UnaryExpr unary => unary.Operator + Of(unary.Operand),
        BinaryExpr binary => $"({Of(binary.Left)} {binary.Operator} {Of(binary.Right)})",
        _ => throw new InvalidOperationException($"unknown expression {expr.GetType().Name}"),
    };

    // As it must be written for the lexer to take it for one name.
    static string Quoted(string name) => !name.Any(static c => char.IsWhiteSpace(c) || "{}()=~!<>&|^,\"".Contains(c, StringComparison.Ordinal)) ? name
        : $"\"{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    static string Prefix(AttributeExpr attribute) => (attribute.OfParent ? "." : "") + attribute.Scope switch
    {
        FieldScope.Any => attribute.OfParent ? "" : ".",
        FieldScope.Span => "span.",
        FieldScope.Resource => "resource.",
        FieldScope.Event => "event.",
        FieldScope.Link => "link.",
        FieldScope.Instrumentation => "instrumentation.",
        _ => throw new ArgumentOutOfRangeException(nameof(attribute), attribute.Scope, "unknown scope"),
    };
}

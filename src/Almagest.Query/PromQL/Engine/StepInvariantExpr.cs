using Almagest.Query.PromQL.Syntax;
using ValueType = Almagest.Query.PromQL.Syntax.ValueType;

namespace Almagest.Query.PromQL.Engine;

/// <summary>An expression that has the same value at every step: it is evaluated once.</summary>
sealed record StepInvariantExpr(Expr Inner) : Expr(Inner.Span)
{
    public override ValueType Type => Inner.Type;
}

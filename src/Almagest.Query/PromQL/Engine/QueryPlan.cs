using Almagest.Query.PromQL.Syntax;
using ValueType = Almagest.Query.PromQL.Syntax.ValueType;

namespace Almagest.Query.PromQL.Engine;

/// <summary>A query ready to be evaluated.</summary>
/// <param name="Expr">The expression, prepared.</param>
/// <param name="Grid">The times of evaluation.</param>
/// <param name="Leaves">What it reads.</param>
sealed record QueryPlan(Expr Expr, StepGrid Grid, SelectorLeaves Leaves)
{
    public static QueryPlan Make(PromQlRequest request)
    {
        var expr = request.Expr ?? PromQlParser.Parse(request.Query);
        if (!request.IsInstant && expr.Type is not (ValueType.Vector or ValueType.Scalar))
        {
            var type = expr.Type == ValueType.Matrix ? "range vector" : "string";
            throw new PromQlException(PromQlFailure.Invalid, $"invalid expression type \"{type}\" for range query, must be Scalar or instant Vector");
        }

        if (!request.IsInstant && request.StepMs <= 0)
            throw new PromQlException(PromQlFailure.Invalid, "zero or negative query resolution step widths are not accepted. Try a positive integer");
        var prepared = QueryPreparation.Prepare(expr, request);
        var grid = new StepGrid(request.StartMs, request.EndMs, request.IsInstant ? 1 : request.StepMs);
        return new QueryPlan(prepared, grid, SelectorLeaves.Find(prepared, grid, request.LookbackMs, request.UseRollups && !request.Features.StartTimestamps, request.PushDown && !request.Features.StartTimestamps));
    }
}

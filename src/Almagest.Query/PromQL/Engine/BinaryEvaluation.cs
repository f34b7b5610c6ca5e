using Almagest.Query.PromQL.Syntax;
using ValueType = Almagest.Query.PromQL.Syntax.ValueType;

namespace Almagest.Query.PromQL.Engine;

/// <summary>Binary operations by the kinds of their sides.</summary>
static class BinaryEvaluation
{
    public static List<StepColumn> Evaluate(Evaluator evaluator, BinaryExpr binary)
    {
        var body = new BinaryOperator(binary.Operator, binary.Span, evaluator.Remarker);
        if (binary.Left.Type == ValueType.Scalar && binary.Right.Type == ValueType.Scalar)
            return [Scalars(body, evaluator.Scalar(binary.Left), evaluator.Scalar(binary.Right))];
        if (binary.Right.Type == ValueType.Scalar)
            return WithScalar(evaluator, binary, body, evaluator.Evaluate(binary.Left), evaluator.Scalar(binary.Right), scalarLeft: false);
        if (binary.Left.Type == ValueType.Scalar)
        {
            var scalar = evaluator.Scalar(binary.Left);
            return WithScalar(evaluator, binary, body, evaluator.Evaluate(binary.Right), scalar, scalarLeft: true);
        }

        var matching = binary.Matching ?? throw new InvalidOperationException("two vectors without a matching");
        var left = evaluator.Evaluate(binary.Left);
        var right = evaluator.Evaluate(binary.Right);
        var pairs = new SignaturePairs(matching, left, right);
        return binary.Operator is "and" or "or" or "unless"
            ? new SetOperation(evaluator, binary.Operator, pairs).Run()
            : new VectorOperation(evaluator, body, matching, binary.ReturnBool, pairs).Run();
    }

    static StepColumn Scalars(BinaryOperator body, StepColumn left, StepColumn right)
    {
        for (var step = 0; step < left.Steps; step++)
            left.Values[step] = body.Scalars(left.Values[step], right.Values[step]);
        right.Release();
        return left;
    }

    static List<StepColumn> WithScalar(Evaluator evaluator, BinaryExpr binary, BinaryOperator body, List<StepColumn> columns, StepColumn scalar, bool scalarLeft)
    {
        var kept = new List<StepColumn>(columns.Count);
        foreach (var column in columns)
        {
            evaluator.Context.CheckTime();
            for (var step = StepBits.Next(column.Present, 0); step >= 0; step = StepBits.Next(column.Present, step + 1))
                Step(column, step, body, scalar.Values[step], scalarLeft, binary.ReturnBool);
            if (column.IsEmpty)
            {
                column.Release();
                continue;
            }

            if (body.ChangesMetric || binary.ReturnBool)
                evaluator.DropName(column);
            kept.Add(column);
        }

        scalar.Release();
        return evaluator.Context.Features.DelayedNameRemoval ? kept : ColumnMerge.Merge(kept);
    }

    static void Step(StepColumn column, int step, BinaryOperator body, double scalar, bool scalarLeft, bool returnBool)
    {
        var (value, histogram) = (column.Values[step], column.Histogram(step));
        var result = scalarLeft ? body.Samples(scalar, null, value, histogram, step) : body.Samples(value, histogram, scalar, null, step);
        if (!result.Valid || (!result.Keep && !returnBool))
            column.Remove(step);
        else if (returnBool)
            column.Set(step, result.Keep ? 1 : 0);
        else if (!body.IsComparison)
            column.Set(step, result.Value, result.Histogram);
    }
}

using Almagest.Model;
using Almagest.Query.PromQL.Engine;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.PromQL.Functions;

/// <summary><c>label_join</c>.</summary>
static class LabelJoin
{
    public static List<StepColumn> Evaluate(Evaluator evaluator, CallExpr call)
    {
        string[] texts = [.. call.Arguments.Skip(1).Select(static argument => ((StringExpr)argument).Value)];
        var (target, separator, sources) = (texts[0], texts[1], texts[2..]);
        if (Array.Find(sources, static source => !LabelNames.IsValid(source)) is { } invalid)
            throw new PromQlException($"invalid source label name in label_join(): {invalid}");
        if (!LabelNames.IsValid(target))
            throw new PromQlException("invalid destination label name in label_join(): ");
        var columns = evaluator.Evaluate(call.Arguments[0]);
        foreach (var column in columns)
        {
            column.Labels = LabelSets.With(column.Labels, target, string.Join(separator, sources.Select(source => column.Labels[source])));
            if (target == Labels.MetricName)
                column.DropName = false;
        }

        return ColumnMerge.Merge(columns);
    }
}

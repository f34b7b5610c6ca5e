using Almagest.Model;
using Almagest.Query.Common;
using Almagest.Query.PromQL.Engine;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.PromQL.Functions;

/// <summary><c>label_replace</c>.</summary>
static class LabelReplace
{
    public static List<StepColumn> Evaluate(Evaluator evaluator, CallExpr call)
    {
        string[] texts = [.. call.Arguments.Skip(1).Select(static argument => ((StringExpr)argument).Value)];
        var (target, replacement, source, pattern) = (texts[0], texts[1], texts[2], texts[3]);
        var regex = Compile(pattern);
        if (!LabelNames.IsValid(target))
            throw new PromQlException($"invalid destination label name in label_replace(): {target}");
        var columns = evaluator.Evaluate(call.Arguments[0]);
        foreach (var column in columns)
        {
            var match = regex.Match(column.Labels[source]);
            if (!match.Success)
                continue;
            column.Labels = LabelSets.With(column.Labels, target, regex.Expand(replacement, match));
            if (target == Labels.MetricName)
                column.DropName = false;
        }

        return ColumnMerge.Merge(columns);
    }

    static GoRegex Compile(string pattern)
    {
        try
        {
            return GoRegex.OfWhole(pattern);
        }
        catch (FormatException)
        {
            throw new PromQlException($"invalid regular expression in label_replace(): {pattern}");
        }
    }
}

using Almagest.Query.LogQL.Syntax;

namespace Almagest.Query.LogQL.Pipeline;

/// <summary>
/// Moves line filters before parsers, as far forward as the line is the same: not past line_format and unpack, which change it, nor past a label filter,
/// so that its errors stay as they are. A line that is dropped early is never parsed.
/// </summary>
public static class StageOrder
{
    /// <summary>The stages in the order they run.</summary>
    public static IReadOnlyList<StageExpr> Reorder(IReadOnlyList<StageExpr> stages)
    {
        var (result, filters, others) = (new List<StageExpr>(stages.Count), new List<StageExpr>(), new List<StageExpr>());
        foreach (var stage in stages)
        {
            if (stage is LineFilterExpr)
            {
                filters.Add(stage);
                continue;
            }

            if (stage is not LabelFilterExpr)
                others.Add(stage);
            if (stage is LabelFilterExpr or LineFormatExpr or UnpackExpr)
                Flush();
            if (stage is LabelFilterExpr)
                result.Add(stage);
        }

        Flush();
        return result;

        void Flush()
        {
            result.AddRange(filters);
            result.AddRange(others);
            filters.Clear();
            others.Clear();
        }
    }

    /// <summary>The line filters that judge the line as it was stored.</summary>
    public static IReadOnlyList<LineFilterExpr> Leading(IReadOnlyList<StageExpr> stages) =>
        [.. Reorder(stages).TakeWhile(static s => s is LineFilterExpr).Cast<LineFilterExpr>()];
}

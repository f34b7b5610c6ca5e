using Almagest.Query.LogQL.Syntax;

namespace Almagest.Query.LogQL.Pipeline;

/// <summary>Makes stages ready to run.</summary>
static class StageFactory
{
    /// <exception cref="LogQlParseException">A stage is malformed; with Loki's message.</exception>
    internal static IReadOnlyList<Stage> Make(IReadOnlyList<StageExpr> stages)
    {
        var made = new List<Stage>(stages.Count);
        foreach (var stage in StageOrder.Reorder(stages))
        {
            try
            {
                made.Add(Make(stage));
            }
            catch (FormatException fault)
            {
                throw new LogQlParseException($"stage '{LogQlPrinter.Print(stage)}' : {fault.Message}");
            }
        }

        return made;
    }

    static Stage Make(StageExpr stage) => stage switch
    {
        LineFilterExpr filter => new LineFilterStage(filter),
        JsonExpr { Extractions.Count: 0 } => new JsonStage(),
        JsonExpr json => new JsonExpressionStage(json.Extractions),
        LogfmtExpr { Extractions.Count: 0 } logfmt => new LogfmtStage(logfmt.Strict, logfmt.KeepEmpty),
        LogfmtExpr logfmt => new LogfmtExpressionStage(logfmt.Extractions, logfmt.Strict),
        RegexpExpr regexp => new RegexpStage(regexp.Regex),
        PatternExpr pattern => new PatternStage(pattern.Pattern),
        UnpackExpr => new UnpackStage(),
        LabelFilterExpr filter => new LabelFilterStage(filter.Filter),
        LineFormatExpr format => new LineFormatStage(format.Template),
        LabelFormatExpr format => new LabelFormatStage(format.Formats),
        DecolorizeExpr => new DecolorizeStage(),
        DropExpr drop => new DropStage(drop.Labels),
        KeepExpr keep => new KeepStage(keep.Labels),
        _ => throw new InvalidOperationException($"stage {stage.GetType().Name} is not known"),
    };
}

using Almagest.Model;
using Almagest.Query.LogQL.Syntax;

namespace Almagest.Query.LogQL.Pipeline;

/// <summary>A line that came through a pipeline.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Stream">Labels left of the stream.</param>
/// <param name="Metadata">Labels of structured metadata.</param>
/// <param name="Parsed">Labels the pipeline made.</param>
public sealed record ProcessedLine(string Text, Labels Stream, Labels Metadata, Labels Parsed)
{
    /// <summary>All labels as one set.</summary>
    public Labels All => Metadata.Count == 0 && Parsed.Count == 0 ? Stream
        : Labels.FromSorted([.. Stream.Concat(Metadata).Concat(Parsed).OrderBy(static l => l.Name, StringComparer.Ordinal)]);
}

/// <summary>Runs the stages of a query of lines. Not thread-safe.</summary>
public sealed class LinePipeline
{
    readonly IReadOnlyList<Stage> _stages;
    readonly LineState _line;
    readonly List<(Label Label, LabelCategory Category)> _labels = [];

    /// <exception cref="LogQlParseException">A stage is malformed; with Loki's message.</exception>
    public LinePipeline(IReadOnlyList<StageExpr> stages)
    {
        _stages = StageFactory.Make(stages);
        _line = new LineState(ParserHints.ForLines(_stages));
    }

    /// <summary>Runs one line; null when it is dropped.</summary>
    public ProcessedLine? Process(long timeNano, string text, Labels stream, Labels metadata)
    {
        (_line.TimeNano, _line.Text) = (timeNano, text);
        _line.Labels.Reset(stream, metadata);
        foreach (var stage in _stages)
            if (!stage.Process(_line))
                return null;
        if (!_line.Labels.IsChanged)
            return new ProcessedLine(_line.Text, stream, Labels.Empty, Labels.Empty);
        _line.Labels.CopyTo(_labels);
        return new ProcessedLine(_line.Text, Of(LabelCategory.Stream), Of(LabelCategory.Metadata), Of(LabelCategory.Parsed));
    }

    Labels Of(LabelCategory category) =>
        Labels.FromSorted([.. _labels.Where(l => l.Category == category).Select(static l => l.Label).OrderBy(static l => l.Name, StringComparer.Ordinal)]);
}

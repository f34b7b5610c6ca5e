using System.Text.RegularExpressions;

namespace Almagest.Server.Ingest.Logs.Pipelines.Stages;

/// <summary>Takes the colours of terminals (ANSI escape sequences) out of the line: <c>decolorize: {}</c>.</summary>
sealed partial class DecolorizeStage : IPipelineStage
{
    /// <inheritdoc/>
    public void Process(PipelineEntry entry)
    {
        if (entry.Line.Contains('\u001b', StringComparison.Ordinal))
            entry.Line = Sequence().Replace(entry.Line, "");
    }

    [GeneratedRegex(@"\u001b\[[0-9;?]*[ -/]*[@-~]")]
    private static partial Regex Sequence();
}

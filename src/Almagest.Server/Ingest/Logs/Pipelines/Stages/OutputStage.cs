namespace Almagest.Server.Ingest.Logs.Pipelines.Stages;

/// <summary>Makes what was extracted the line: <c>output: {source: name}</c>.</summary>
sealed class OutputStage(string source) : IPipelineStage
{
    /// <inheritdoc/>
    public void Process(PipelineEntry entry)
    {
        if (entry.Find(source) is { } line)
            entry.Line = line;
    }
}

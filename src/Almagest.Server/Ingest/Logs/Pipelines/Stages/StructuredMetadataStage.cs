namespace Almagest.Server.Ingest.Logs.Pipelines.Stages;

/// <summary>Makes attributes of what was extracted: <c>structured_metadata: {name: source}</c>; a label that becomes one is a label no more.</summary>
sealed class StructuredMetadataStage(StageOptions options) : IPipelineStage
{
    readonly KeyValuePair<string, string?>[] _pairs = options.Pairs();

    /// <inheritdoc/>
    public void Process(PipelineEntry entry)
    {
        foreach (var (name, source) in _pairs)
        {
            if (entry.Find(source ?? name) is not { } value)
                continue;
            entry.SetMetadata(name, value);
            entry.Labels.Remove(source ?? name);
        }
    }
}

namespace Almagest.Server.Ingest.Logs.Pipelines.Stages;

/// <summary>Makes labels of what was extracted: <c>labels: {name: source}</c>, the source being the name itself when none is given.</summary>
sealed class LabelsStage(StageOptions options) : IPipelineStage
{
    readonly KeyValuePair<string, string?>[] _labels = options.Pairs();

    /// <inheritdoc/>
    public void Process(PipelineEntry entry)
    {
        foreach (var (name, source) in _labels)
        {
            if (entry.Find(source ?? name) is { Length: > 0 } value)
                entry.Labels[name] = value;
        }
    }
}

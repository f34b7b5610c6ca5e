namespace Almagest.Server.Ingest.Logs.Pipelines.Stages;

/// <summary>Adds labels that are always the same: <c>static_labels: {name: value}</c>.</summary>
sealed class StaticLabelsStage(StageOptions options) : IPipelineStage
{
    readonly KeyValuePair<string, string?>[] _labels = options.Pairs();

    /// <inheritdoc/>
    public void Process(PipelineEntry entry)
    {
        foreach (var (name, value) in _labels)
            entry.Labels[name] = value ?? "";
    }
}

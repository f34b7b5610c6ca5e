namespace Almagest.Server.Ingest.Logs.Pipelines;

/// <summary>Stages in the order in which they are configured.</summary>
sealed class Pipeline(IReadOnlyList<IPipelineStage> stages)
{
    readonly IReadOnlyList<IPipelineStage> _stages = stages;

    /// <summary>One pipeline behind the other; null when there is none at all.</summary>
    internal static Pipeline? Join(Pipeline? first, Pipeline? second) => first is null ? second : second is null ? first : new Pipeline([.. first._stages, .. second._stages]);

    /// <summary>Runs the stages until one drops the line.</summary>
    internal void Run(PipelineEntry entry)
    {
        foreach (var stage in _stages)
        {
            stage.Process(entry);
            if (entry.IsDropped)
                return;
        }
    }
}

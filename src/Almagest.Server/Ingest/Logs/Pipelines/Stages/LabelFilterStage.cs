using YamlDotNet.RepresentationModel;

namespace Almagest.Server.Ingest.Logs.Pipelines.Stages;

/// <summary><c>labelallow: [name]</c> keeps only these labels, <c>labeldrop: [name]</c> removes them.</summary>
sealed class LabelFilterStage(StageOptions options, bool keep) : IPipelineStage
{
    readonly HashSet<string> _names = options.Node is YamlSequenceNode list ? [.. list.Select(static n => n.ToString())] : throw options.Invalid("expected a list of labels");

    /// <inheritdoc/>
    public void Process(PipelineEntry entry)
    {
        foreach (var name in entry.Labels.Keys.Where(name => _names.Contains(name) != keep).ToList())
            entry.Labels.Remove(name);
    }
}

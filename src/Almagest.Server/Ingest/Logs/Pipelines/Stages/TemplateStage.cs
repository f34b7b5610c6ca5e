namespace Almagest.Server.Ingest.Logs.Pipelines.Stages;

/// <summary>Sets what was extracted under a name to what a template gives: <c>template: {source: level, template: '{{ ToLower .Value }}'}</c>; nothing when that is empty.</summary>
sealed class TemplateStage(string source, StageTemplate template) : IPipelineStage
{
    internal static TemplateStage Create(StageOptions options) =>
        new(options.Required("source"), StageTemplate.Parse(options, "template", options.Text("template") ?? ""));

    /// <inheritdoc/>
    public void Process(PipelineEntry entry)
    {
        if (template.Run(entry, entry.Find(source)) is not { } text)
            return;
        if (text.Length == 0)
            entry.Extracted.Remove(source);
        else
            entry.Extracted[source] = text;
    }
}

using Almagest.Query.LogQL.Templates;

namespace Almagest.Server.Ingest.Logs.Pipelines;

/// <summary>A template of Go's in a stage: the dot has what was extracted, <c>Entry</c> (the line) and <c>Value</c>.</summary>
sealed class StageTemplate
{
    readonly Template _template;

    StageTemplate(Template template) => _template = template;

    /// <exception cref="Model.UserErrorException">The text is no template.</exception>
    internal static StageTemplate Parse(StageOptions options, string name, string text)
    {
        try
        {
            return new StageTemplate(Template.Parse(Template.Pipeline, text));
        }
        catch (TemplateException error)
        {
            throw options.Invalid($"\"{name}\" is \"{text}\": {error.Message}");
        }
    }

    /// <summary>Runs it; null when a function fails.</summary>
    internal string? Run(PipelineEntry entry, string? value)
    {
        var dot = new Dictionary<string, object?>(entry.Extracted.Count + entry.Labels.Count + 2);
        // In Promtail labels are among what was extracted.
        foreach (var (name, text) in entry.Labels)
            dot[name] = text;
        foreach (var (name, text) in entry.Extracted)
            dot[name] = text;
        dot["Entry"] = entry.Line;
        if (value is not null)
            dot["Value"] = value;
        try
        {
            return _template.Execute(new TemplateLine(entry.Line, entry.Time, dot));
        }
        catch (TemplateException)
        {
            // The line is kept as it was, as Promtail does: what a stage can not do it leaves.
            return null;
        }
    }
}

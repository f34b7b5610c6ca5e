using Almagest.Query.PromQL.Syntax;
using Almagest.Query.PromQL.Sources;

namespace Almagest.Server.Ingest.Logs.Pipelines.Stages;

/// <summary>
/// Runs stages on lines of some streams, or drops them: <c>match: {selector: '{app="shop"} |= "debug"', action: drop}</c>, or with <c>stages</c>. The
/// selector may have line filters.
/// </summary>
sealed class MatchStage(IReadOnlyList<LabelMatcher> matchers, LineFilter[] filters, Pipeline? stages) : IPipelineStage
{
    internal static MatchStage Create(StageOptions options)
    {
        var selector = options.Required("selector");
        options.Text("pipeline_name");
        options.Text("drop_counter_reason");
        var action = options.Text("action") ?? "keep";
        if (action is not ("keep" or "drop"))
            throw options.Invalid($"\"action\" is \"{action}\": expected keep or drop");
        var stages = options.Stages("stages");
        try
        {
            var end = LineFilter.SelectorEnd(selector);
            return new MatchStage(PromQlParser.ParseSelector(selector[..end]).Matchers, LineFilter.Parse(selector[end..], options), action == "drop" ? null : stages);
        }
        catch (PromQlParseException error)
        {
            throw options.Invalid($"\"selector\" is \"{selector}\": {error.Message}");
        }
    }

    /// <inheritdoc/>
    public void Process(PipelineEntry entry)
    {
        if (!matchers.All(m => m.Matches(entry.Labels.GetValueOrDefault(m.Name, ""))) || !Array.TrueForAll(filters, f => f.Passes(entry.Line)))
            return;
        if (stages is null)
            entry.Drop();
        else
            stages.Run(entry);
    }
}

namespace Almagest.Server.Ingest.Logs.Pipelines.Stages;

/// <summary>Extracts the named groups of an RE2 expression: <c>regex: {expression: '(?P&lt;ip&gt;\S+)', source: name, labels_from_groups: true}</c>.</summary>
sealed class RegexStage(StageRegex regex, string? source, bool labels) : IPipelineStage
{
    readonly string[] _names = [.. regex.Names];

    internal static RegexStage Create(StageOptions options)
    {
        var stage = new RegexStage(options.Regex("expression"), options.Text("source"), options.Flag("labels_from_groups"));
        return stage._names.Length > 0 ? stage : throw options.Invalid("\"expression\" has no named group");
    }

    /// <inheritdoc/>
    public void Process(PipelineEntry entry)
    {
        if (entry.Find(source) is not { } text || regex.Match(text) is not { Success: true } match)
            return;
        foreach (var name in _names)
        {
            entry.Extracted[name] = match.Groups[name].Value;
            if (labels)
                entry.Labels[name] = match.Groups[name].Value;
        }
    }
}

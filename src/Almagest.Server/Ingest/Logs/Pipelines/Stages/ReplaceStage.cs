using System.Text.RegularExpressions;

namespace Almagest.Server.Ingest.Logs.Pipelines.Stages;

/// <summary>
/// Replaces what an expression's groups capture, or the whole match when it has none: <c>replace: {expression: 'password=(\S+)', replace: '***'}</c>.
/// Templates of Go are not possible in the replacement; to hash there is the stage <c>hash</c>.
/// </summary>
sealed class ReplaceStage(StageRegex regex, string? source, string replacement) : IPipelineStage
{
    internal static ReplaceStage Create(StageOptions options)
    {
        var replacement = options.Text("replace") ?? "";
        if (replacement.Contains("{{", StringComparison.Ordinal))
            throw options.Invalid($"\"replace\" is \"{replacement}\": Go templates are not possible here; use the stages hash or pii");
        return new ReplaceStage(options.Regex("expression"), options.Text("source"), replacement);
    }

    /// <inheritdoc/>
    public void Process(PipelineEntry entry)
    {
        if (entry.Find(source) is not { } text)
            return;
        var replaced = regex.Replace(text, Replaced);
        if (source is null)
            entry.Line = replaced;
        else
            entry.Replace(source, replaced);
    }

    string Replaced(Match match)
    {
        if (match.Groups.Count == 1)
            return replacement;
        var text = match.Value;
        // From the last group to the first, so that earlier places stay right.
        foreach (var group in match.Groups.Values.Skip(1).Where(static g => g.Success).OrderByDescending(static g => g.Index))
            text = text.Remove(group.Index - match.Index, group.Length).Insert(group.Index - match.Index, replacement);
        return text;
    }
}

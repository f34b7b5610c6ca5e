using System.Text.RegularExpressions;

namespace Almagest.Server.Ingest.Logs.Pipelines.Stages;

/// <summary>
/// Replaces what an expression's groups capture, or the whole match when it has none: <c>replace: {expression: 'password=(\S+)', replace: '***'}</c>.
/// The replacement may be a template, in which <c>.Value</c> is what is replaced: <c>'{{ Sha2Hash "salt" .Value }}'</c>. What named groups become is extracted.
/// </summary>
sealed class ReplaceStage(StageRegex regex, string? source, string replacement, StageTemplate? template) : IPipelineStage
{
    internal static ReplaceStage Create(StageOptions options)
    {
        var replacement = options.Text("replace") ?? "";
        var template = replacement.Contains("{{", StringComparison.Ordinal) ? StageTemplate.Parse(options, "replace", replacement) : null;
        return new ReplaceStage(options.Regex("expression"), options.Text("source"), replacement, template);
    }

    /// <inheritdoc/>
    public void Process(PipelineEntry entry)
    {
        if (entry.Find(source) is not { } text)
            return;
        var replaced = regex.Replace(text, match => Replaced(match, entry));
        if (source is null)
            entry.Line = replaced;
        else
            entry.Replace(source, replaced);
    }

    string Replaced(Match match, PipelineEntry entry)
    {
        if (match.Groups.Count == 1)
            return Replacement(match.Value, entry);
        var text = match.Value;
        // From the last group to the first, so that earlier places stay right.
        foreach (var group in match.Groups.Values.Skip(1).Where(static g => g.Success).OrderByDescending(static g => g.Index))
        {
            var value = Replacement(group.Value, entry);
            if (!char.IsAsciiDigit(group.Name[0]))
                entry.Extracted[group.Name] = value;
            text = text.Remove(group.Index - match.Index, group.Length).Insert(group.Index - match.Index, value);
        }

        return text;
    }

    string Replacement(string value, PipelineEntry entry) => template is null ? replacement : template.Run(entry, value) ?? value;
}

using System.Text;
using System.Text.RegularExpressions;

namespace Almagest.Server.Ingest.Logs.Pipelines.Stages;

/// <summary>
/// Extracts by LogQL's patterns: <c>pattern: {expression: '&lt;ip&gt; - &lt;_&gt; "&lt;method&gt; &lt;path&gt;"', source: name}</c>. A capture reaches to the next literal;
/// <c>&lt;_&gt;</c> is passed over; what does not fit ends it, and what was captured before stays.
/// </summary>
sealed partial class PatternStage(PatternStage.Part[] parts, string? source) : IPipelineStage
{
    internal static PatternStage Create(StageOptions options)
    {
        var parts = Read(options.Required("expression"));
        if (!parts.Any(static p => p.Name is not (null or "_")))
            throw options.Invalid("\"expression\" has no capture such as <name>");
        for (var i = 1; i < parts.Length; i++)
        {
            if (parts[i].Name is not null && parts[i - 1].Name is not null)
                throw options.Invalid($"\"expression\" has the captures <{parts[i - 1].Name}> and <{parts[i].Name}> with nothing between them");
        }

        return new PatternStage(parts, options.Text("source"));
    }

    /// <inheritdoc/>
    public void Process(PipelineEntry entry)
    {
        if (entry.Find(source) is not { } text)
            return;
        var at = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            var part = parts[i];
            if (part.Name is null)
            {
                // Only the first literal must stand where the line begins; the others were found already.
                if (i == 0 && !text.StartsWith(part.Literal, StringComparison.Ordinal))
                    return;
                at += part.Literal.Length;
                continue;
            }

            var end = i + 1 == parts.Length ? text.Length : text.IndexOf(parts[i + 1].Literal, at, StringComparison.Ordinal);
            if (part.Name != "_" && (end >= 0 || at < text.Length))
                entry.Extracted[part.Name] = end < 0 ? text[at..] : text[at..end];
            if (end < 0)
                return;
            at = end;
        }
    }

    static Part[] Read(string expression)
    {
        var parts = new List<Part>();
        var literal = new StringBuilder();
        for (var at = 0; at < expression.Length;)
        {
            var capture = Capture().Match(expression, at);
            if (!capture.Success)
            {
                literal.Append(expression[at++]);
                continue;
            }

            if (literal.Length > 0)
                parts.Add(new Part(null, literal.ToString()));
            literal.Clear();
            parts.Add(new Part(capture.Groups[1].Value, ""));
            at += capture.Length;
        }

        if (literal.Length > 0)
            parts.Add(new Part(null, literal.ToString()));
        return [.. parts];
    }

    [GeneratedRegex(@"\G<([A-Za-z_][A-Za-z0-9_]*)>")]
    private static partial Regex Capture();

    /// <summary>A capture, or a literal when it has no name.</summary>
    internal readonly record struct Part(string? Name, string Literal);
}

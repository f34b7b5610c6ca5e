using System.Text;

namespace Almagest.Telemetry.Logs.Patterns;

/// <summary>Templates as text.</summary>
static class PatternText
{
    /// <summary>The words of a line for a new pattern.</summary>
    internal static string[] Of(LineTokens tokens, ReadOnlySpan<byte> line)
    {
        var texts = new string[tokens.Count];
        for (var i = 0; i < texts.Length; i++)
        {
            var token = tokens[i];
            var text = token.Hash == LineTokens.Variable ? LogPattern.Gap : Encoding.UTF8.GetString(line.Slice(token.Start, token.Length));
            texts[i] = token.Spaced ? " " + text : text;
        }

        return texts;
    }

    /// <summary>A gap in place of a word.</summary>
    internal static string GapLike(string word) => word.StartsWith(' ') ? " " + LogPattern.Gap : LogPattern.Gap;

    /// <summary>A template of words. Gaps that touch are one: LogQL's patterns have none without a text between them.</summary>
    internal static string Join(IEnumerable<string> texts)
    {
        var text = new StringBuilder();
        foreach (var word in texts)
        {
            if (word == LogPattern.Gap && EndsWithGap(text))
                continue;
            text.Append(word);
        }

        return text.ToString().TrimStart(' ');
    }

    /// <summary>The template as a line filter of LogQL finds the lines: a message stands somewhere in its line.</summary>
    internal static string LineFilter(string template, string form)
    {
        if (form != "message")
            return template;
        var (before, after) = (template.StartsWith(LogPattern.Gap, StringComparison.Ordinal) ? "" : LogPattern.Gap, template.EndsWith(LogPattern.Gap, StringComparison.Ordinal) ? "" : LogPattern.Gap);
        return before + template + after;
    }

    static bool EndsWithGap(StringBuilder text) =>
        text.Length >= LogPattern.Gap.Length && text[^1] == '>' && text[^2] == '_' && text[^3] == '<';
}

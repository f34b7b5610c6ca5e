using Almagest.Query.LogQL.Pipeline;
using Almagest.Query.LogQL.Syntax;
using Almagest.Telemetry.Traces;

namespace Almagest.Telemetry.Logs;

/// <summary>Line filters as SQL on <c>body</c>.</summary>
static class LogConditions
{
    /// <summary>Appends what of a filter SQL can judge; false when the lines it lets pass must be judged again.</summary>
    internal static bool Append(LineFilterExpr filter, SqlParameters parameters, List<string> into)
    {
        var choices = filter.Choices.Select(choice => Choice(filter.Operator, choice, parameters)).ToList();
        var exact = choices.All(static c => c.Exact);
        if (filter.IsNegative)
        {
            // What is only roughly true may not be turned around.
            if (exact)
                into.Add($"NOT ({choices[0].Sql})");
            return exact;
        }

        if (choices.All(static c => c.Sql.Length > 0))
            into.Add($"({string.Join(" OR ", choices.Select(static c => c.Sql))})");
        return exact;
    }

    static (string Sql, bool Exact) Choice(string op, LineFilterChoice choice, SqlParameters parameters)
    {
        if (choice.IsIp)
            return ("", false);
        if (op is "|=" or "!=")
            return (Contains(choice.Text, parameters), true);
        // Go's dot stops at a line's end, ClickHouse's does not unless told.
        if (op is "|~" or "!~")
            return ($"match(body, {parameters.Text("(?-s)" + choice.Text)})", true);
        var literals = LinePattern.LiteralsOf(choice.Text);
        return (literals.Count == 0 ? "" : string.Join(" AND ", literals.Select(l => Contains(l, parameters))), false);
    }

    /// <summary>A line that has the field's value in its text or in its metadata.</summary>
    internal static string Holds(FieldNeed need, SqlParameters parameters)
    {
        var value = parameters.Text(need.Value);
        if (need.Label == "detected_level")
            return $"level = {value}";
        // In JSON and logfmt a value has quotes, spaces or other signs on both sides: its first and last words are whole too.
        var words = InnerWords($" {need.Value} ");
        var position = $"position(body, {value}) > 0";
        var text = words.Count == 0 ? position : $"hasAllTokens(body, [{string.Join(", ", words.Select(parameters.Text))}]) AND {position}";
        if (need.Label == MetadataColumns.PatternId)
            return $"({MetadataColumns.PatternId} = {value} OR {text} OR {MetadataColumns.HasMaps})";
        return $"({text} OR {MetadataColumns.Of(need.Label, parameters)} = {value} OR {MetadataColumns.HasMaps})";
    }

    // The text index knows whole words in lower case: those inside of the text, with something else on both sides, must be in the line.
    static string Contains(string text, SqlParameters parameters)
    {
        if (text.Length == 0)
            return "1";
        var position = $"position(body, {parameters.Text(text)}) > 0";
        var words = InnerWords(text);
        return words.Count == 0 ? position : $"hasAllTokens(body, [{string.Join(", ", words.Select(parameters.Text))}]) AND {position}";
    }

    internal static List<string> InnerWords(string text)
    {
        var words = new List<string>();
        var start = -1;
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsAsciiLetterOrDigit(text[i]))
                continue;
            // Characters beyond ASCII may belong to words of the index.
            if (start >= 0 && i > start && text[i] < 128)
                words.Add(text[start..i].ToLowerInvariant());
            start = text[i] < 128 ? i + 1 : -1;
        }

        return [.. words.Distinct().Take(16)];
    }
}

using Almagest.Query.LogQL.Pipeline;
using Almagest.Query.LogQL.Syntax;
using Almagest.Telemetry.Logs.Search;
using Almagest.Telemetry.Traces;

namespace Almagest.Telemetry.Logs;

/// <summary>Line filters as SQL on <c>body</c>.</summary>
static class LogConditions
{
    /// <summary>Whether SQL judges a filter wholly; else the lines it lets pass must be judged again.</summary>
    internal static bool IsExact(LineFilterExpr filter)
    {
        var parameters = new SqlParameters();
        return Append(filter, parameters, new BodyIndex(parameters, LogParts.Merged), []);
    }

    /// <summary>Appends what of a filter SQL can judge; false when the lines it lets pass must be judged again.</summary>
    internal static bool Append(LineFilterExpr filter, SqlParameters parameters, BodyIndex index, List<string> into)
    {
        var choices = filter.Choices.Select(choice => Choice(filter.Operator, choice, parameters, index)).ToList();
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

    static (string Sql, bool Exact) Choice(string op, LineFilterChoice choice, SqlParameters parameters, BodyIndex index)
    {
        if (choice.IsIp)
            return ("", false);
        // What is turned around can not be looked up.
        if (op == "!=")
            return (choice.Text.Length == 0 ? "1" : $"position(body, {parameters.Text(choice.Text)}) > 0", true);
        if (op == "|=")
            return (Contains(choice.Text, parameters, index), true);
        // Go's dot stops at a line's end, ClickHouse's does not unless told.
        var match = $"match(body, {parameters.Text("(?-s)" + choice.Text)})";
        if (op == "!~")
            return (match, true);
        if (op == "|~")
            return (string.Join(" AND ", [match, .. index.OfParts(RegexLiterals.Of(choice.Text))]), true);
        var literals = LinePattern.LiteralsOf(choice.Text);
        return (literals.Count == 0 ? "" : string.Join(" AND ", literals.Select(l => Contains(l, parameters, index))), false);
    }

    /// <summary>A line that has the field's value in its text or in its metadata.</summary>
    /// <param name="need">Field and value.</param>
    /// <param name="parameters">Takes the value.</param>
    /// <param name="index">Looks words up.</param>
    /// <param name="ofOtlp">Whether there may be records of OpenTelemetry, whose metadata stands in several columns and in maps.</param>
    internal static string Holds(FieldNeed need, SqlParameters parameters, BodyIndex index, bool ofOtlp)
    {
        var value = parameters.Text(need.Value);
        if (need.Label == "detected_level")
            return $"level = {value}";
        // In JSON and logfmt a value has quotes, spaces or other signs on both sides: its first and last words are whole too.
        var text = string.Join(" AND ", [$"position(body, {value}) > 0", .. index.OfWords(BodyText.Words(need.Value))]);
        if (need.Label == MetadataColumns.PatternId)
            return $"({MetadataColumns.PatternId} = {value} OR ({text}) OR {MetadataColumns.HasMaps})";
        // Each part of this has an index, so that it leaves few lines to read.
        if (!ofOtlp)
            return $"(({text}) OR attributes[{parameters.Text(need.Label)}] = {value})";
        return $"(({text}) OR {MetadataColumns.Of(need.Label, parameters)} = {value} OR {MetadataColumns.HasMaps})";
    }

    static string Contains(string text, SqlParameters parameters, BodyIndex index) => text.Length == 0 ? "1"
        : string.Join(" AND ", [$"position(body, {parameters.Text(text)}) > 0", .. index.OfParts(text)]);
}

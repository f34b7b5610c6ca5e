using Almagest.Query.LogSearch;
using Almagest.Telemetry.Traces;

namespace Almagest.Telemetry.Logs.Search;

/// <summary>Where a field's value may stand: a column, an attribute of the record or of its resource, or a member of a body that is JSON.</summary>
/// <param name="parameters">Takes the values.</param>
/// <param name="index">Looks words up.</param>
/// <param name="ofResources">The names that resources have among those asked for; attributes of resources have no index, and one condition without it makes
/// the store read all lines.</param>
sealed class FieldPlaces(SqlParameters parameters, BodyIndex index, IReadOnlySet<string> ofResources)
{
    const string Tenant = "{tenant:String}";

    /// <summary>The column a field stands in; null when it has none.</summary>
    internal static string? ColumnOf(string field) => field switch
    {
        "level" or "log.level" or "severity" or "detected_level" => "level",
        "service" or "service.name" or "service_name" => "service",
        "trace_id" or "trace.id" => "trace_id",
        "span_id" or "span.id" => "span_id",
        "severity_text" or "severity_number" or "event_name" => field,
        "pattern" or "pattern_id" => "pattern_id",
        "scope_name" or "logger" => "scope_name",
        _ => null,
    };

    /// <summary>The name a field is kept by: Elasticsearch knows the index of a document as <c>_index</c>.</summary>
    internal static string NameOf(string field) => field == "_index" ? "index" : field;

    /// <summary>The column as text, empty when a row has none.</summary>
    static string? SqlOf(string field) => ColumnOf(field) switch
    {
        null => null,
        "severity_number" => "if(severity_number = 0, '', toString(severity_number))",
        "trace_id" => "trace_id",
        "span_id" => "span_id",
        var column => $"toString({column})",
    };

    /// <summary>True when the predicate holds of one of the places.</summary>
    /// <param name="field">Name of the field.</param>
    /// <param name="term">What is looked for: whole words of it are looked up in the index before a body is parsed.</param>
    /// <param name="predicate">The condition on one place; false of an empty text.</param>
    internal string Any(string field, SearchTerm term, Func<string, string> predicate)
    {
        field = NameOf(field);
        var choices = new List<string>();
        if (SqlOf(field) is { } column)
            choices.Add(predicate(column));
        choices.Add(predicate($"attributes[{parameters.Text(field)}]"));
        if (ofResources.Contains(field))
            choices.Add(predicate($"toString(resource[{parameters.Text(field)}])"));
        foreach (var path in Paths(field))
            choices.Add($"({InBody(path, term)}{predicate(Member("body", path))})");
        foreach (var (name, path) in Nested(field))
            choices.Add($"(mapContains(attributes, {parameters.Text(name)}) AND {predicate(Member($"attributes[{parameters.Text(name)}]", path))})");
        return $"({string.Join(" OR ", choices)})";
    }

    /// <summary>True of lines of a pattern, those among them that came when it was several.</summary>
    internal string OfPattern(string id) => $"""
        pattern_id IN (SELECT pattern_id FROM log_patterns FINAL WHERE tenant = {Tenant} AND ({parameters.Text(id)} IN (pattern_id, merged_into)))
        """;

    /// <summary>True when the field has a value.</summary>
    internal string Exists(string field)
    {
        field = NameOf(field);
        var choices = new List<string>();
        if (SqlOf(field) is { } column)
            choices.Add($"{column} != ''");
        choices.Add($"mapContains(attributes, {parameters.Text(field)})");
        if (ofResources.Contains(field))
            choices.Add($"mapContains(resource, {parameters.Text(field)})");
        choices.AddRange(Paths(field).Select(path => $"({InBody(path, null)}{Has("body", path)})"));
        choices.AddRange(Nested(field).Select(n => Has($"attributes[{parameters.Text(n.Name)}]", n.Path)));
        return $"({string.Join(" OR ", choices)})";
    }

    // A name with dots is a member of members, or one member so named.
    internal static IEnumerable<string[]> Paths(string field) => field.Contains('.', StringComparison.Ordinal) ? [[field], field.Split('.')] : [[field]];

    internal static IEnumerable<(string Name, string[] Path)> Nested(string field)
    {
        for (var dot = field.IndexOf('.', StringComparison.Ordinal); dot > 0; dot = field.IndexOf('.', dot + 1))
            yield return (field[..dot], field[(dot + 1)..].Split('.'));
    }

    // Parsing costs a microsecond per line: only lines with the words of the name, and of a value that must be there as a whole, are parsed. To look for
    // a word costs less than to judge whether the index of numbers has it, which comes after.
    string InBody(string[] path, SearchTerm? term)
    {
        var words = path.SelectMany(static p => BodyText.Words(p)).ToList();
        var value = term is TextTerm { Text: var text } && !text.Any(char.IsControl) ? text : "";
        words.AddRange(BodyText.Words(value));
        var conditions = index.OfWords(words);
        foreach (var longest in new[] { LongestWord(path.MaxBy(static p => p.Length) ?? ""), LongestWord(value) }.Where(static w => w.Length > 0))
            conditions.Add($"position(body, {parameters.Text(longest)}) > 0");
        return string.Concat(Enumerable.Reverse(conditions).Select(static condition => $"{condition} AND "));
    }

    // Of ASCII, as it is written: JSON may escape all else.
    static string LongestWord(string text)
    {
        var longest = "";
        for (int start = 0, i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && char.IsAsciiLetterOrDigit(text[i]))
                continue;
            if (i - start > longest.Length)
                longest = text[start..i];
            start = i + 1;
        }

        return longest;
    }

    string Member(string json, string[] path)
    {
        var at = $"{json}, {string.Join(", ", path.Select(parameters.Text))}";
        return $"multiIf(JSONType({at}) = 'String', JSONExtractString({at}), JSONType({at}) = 'Null', '', JSONExtractRaw({at}))";
    }

    string Has(string json, string[] path)
    {
        var at = $"{json}, {string.Join(", ", path.Select(parameters.Text))}";
        return $"(JSONHas({at}) AND JSONType({at}) != 'Null')";
    }
}

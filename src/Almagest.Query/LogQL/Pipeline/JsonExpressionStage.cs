using Almagest.Query.LogQL.Syntax;

namespace Almagest.Query.LogQL.Pipeline;

/// <summary><c>| json a="b.c[0]"</c>: named places become labels; one that is missing becomes an empty label.</summary>
sealed class JsonExpressionStage : Stage
{
    readonly (string Label, IReadOnlyList<string> Path)[] _places;

    /// <exception cref="FormatException">A path is malformed.</exception>
    internal JsonExpressionStage(IReadOnlyList<Extraction> extractions) => _places = [.. extractions.Select(static e => (e.Label, Parse(e.Path)))];

    internal override bool Process(LineState line)
    {
        if (line.Text.Length == 0 || line.Labels.Hints.NoLabels)
            return true;
        if (line.Text[0] is not ('"' or '{' or '['))
        {
            line.Labels.Fail(PipelineErrors.Json, null);
            return true;
        }

        foreach (var (label, path) in _places)
        {
            if (JsonPath.Find(line.Text, path) is { } value)
                line.Labels.Set(LabelCategory.Parsed, line.Labels.IsTaken(label) ? label + LineLabels.DuplicateSuffix : label, Text(line.Text, value));
            else if (line.Labels.Get(label) is null)
                line.Labels.Set(LabelCategory.Parsed, label, "");
        }

        return true;
    }

    static string Text(string line, JsonValue value) => value.Kind switch
    {
        JsonKind.Null => "",
        JsonKind.Array => JsonText.Unescape(line, value.Start, value.End) ?? "",
        _ => JsonStage.Text(line, value),
    };

    static IReadOnlyList<string> Parse(string path)
    {
        try
        {
            return JsonPath.Parse(path);
        }
        catch (FormatException fault)
        {
            throw new FormatException($"cannot parse expression [{path}]: {fault.Message}", fault);
        }
    }
}

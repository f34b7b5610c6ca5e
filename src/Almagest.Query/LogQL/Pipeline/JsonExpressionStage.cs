using Almagest.Query.LogQL.Syntax;

namespace Almagest.Query.LogQL.Pipeline;

/// <summary><c>| json a="b.c[0]"</c>: named places become labels; one that is missing becomes an empty label.</summary>
sealed class JsonExpressionStage : Stage
{
    readonly string[] _labels;
    readonly JsonPlaces _places;
    LineState? _line;
    int _matches;

    /// <exception cref="FormatException">A path is malformed.</exception>
    internal JsonExpressionStage(IReadOnlyList<Extraction> extractions) =>
        (_labels, _places) = ([.. extractions.Select(static e => e.Label)], new JsonPlaces([.. extractions.Select(static e => Parse(e.Path))]));

    internal override bool Process(LineState line)
    {
        if (line.Text.Length == 0 || line.Labels.Hints.NoLabels)
            return true;
        if (line.Text[0] is not ('"' or '{' or '['))
        {
            line.Labels.Fail(PipelineErrors.Json, null);
            return true;
        }

        (_line, _matches) = (line, 0);
        _places.Find(line.Text, Set, Fail);
        // Every label is there, if without a value.
        if (_matches < _labels.Length)
            foreach (var label in _labels)
                if (line.Labels.Get(label) is null)
                    line.Labels.Set(LabelCategory.Parsed, label, "");
        return true;
    }

    void Set(int place, string text, JsonValue value)
    {
        var line = _line ?? throw new InvalidOperationException("a value is found outside of a line");
        var label = _labels[place];
        line.Labels.Set(LabelCategory.Parsed, line.Labels.IsTaken(label) ? label + LineLabels.DuplicateSuffix : label, Text(text, value));
        _matches++;
    }

    void Fail(string fault) => _line?.Labels.Fail(PipelineErrors.Json, fault);

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

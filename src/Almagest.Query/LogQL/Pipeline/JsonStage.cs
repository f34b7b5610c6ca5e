using System.Text;

namespace Almagest.Query.LogQL.Pipeline;

/// <summary><c>| json</c>: every field becomes a label, nested ones by their path with _ between; arrays and nulls are left out.</summary>
sealed class JsonStage : Stage
{
    readonly List<string> _path = [];
    readonly StringBuilder _name = new();
    LineState? _line;
    bool _refused;
    string? _fault;

    internal override bool Process(LineState line)
    {
        if (line.Labels.Hints.NoLabels)
            return true;
        _path.Clear();
        (_line, _refused, _fault) = (line, false, null);
        var fault = JsonText.EachMember(line.Text, 0, line.Text.Length, Member) ?? _fault;
        if (_refused)
            return false;
        if (fault is not null)
            line.Labels.Fail(PipelineErrors.Json, fault);
        return true;
    }

    bool Member(string key, JsonValue value)
    {
        var line = _line ?? throw new InvalidOperationException("a member is visited outside of a line");
        if (value.Kind == JsonKind.Object)
        {
            _path.Add(key);
            if (line.Labels.Hints.ShouldExtractPrefix(Name()))
                _fault = JsonText.EachMember(line.Text, value.Start, value.End, Member) ?? _fault;
            _path.RemoveAt(_path.Count - 1);
            return !_refused && _fault is null && !line.Labels.Hints.AllExtracted;
        }

        if (value.Kind is JsonKind.Text or JsonKind.Number or JsonKind.Boolean && !Extract(line, key, value))
        {
            _refused = true;
            return false;
        }

        return !line.Labels.Hints.AllExtracted;
    }

    bool Extract(LineState line, string key, JsonValue value)
    {
        var name = key;
        if (_path.Count == 0)
            name = LabelKeys.Sanitize(key);
        else
        {
            _path.Add(key);
            name = Name();
            _path.RemoveAt(_path.Count - 1);
        }

        if (name.Length == 0)
            return true;
        if (line.Labels.IsTaken(name))
            name += LineLabels.DuplicateSuffix;
        var hints = line.Labels.Hints;
        if (!hints.ShouldExtract(name) || hints.IsExtracted(name))
            return true;
        line.Labels.Set(LabelCategory.Parsed, name, Text(line.Text, value));
        return hints.ShouldContinue(name, line);
    }

    string Name()
    {
        _name.Clear();
        for (var i = 0; i < _path.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(_path[i]))
                continue;
            if (i > 0 && _name.Length > 0)
                _name.Append('_');
            LabelKeys.Append(_name, _path[i]);
        }

        return _name.ToString();
    }

    /// <summary>A value as a label has it; what cannot be shown becomes a space.</summary>
    internal static string Text(string line, JsonValue value) => value.Kind == JsonKind.Text
        ? (JsonText.Unescape(line, value.Start, value.End) ?? "").Replace('\ufffd', ' ')
        : line[value.Start..value.End];
}

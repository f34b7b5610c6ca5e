namespace Almagest.Query.LogQL.Pipeline;

/// <summary><c>| unpack</c>: undoes Promtail's pack stage; fields become labels and <c>_entry</c> becomes the line.</summary>
sealed class UnpackStage : Stage
{
    const string EntryKey = "_entry";

    readonly List<(string Name, string Value)> _found = [];

    internal override bool Process(LineState line)
    {
        if (line.Text.Length == 0 || line.Labels.Hints.NoLabels)
            return true;
        if (line.Text[0] != '{')
        {
            line.Labels.Fail(PipelineErrors.Json, "expecting json object(6), but it is not");
            return true;
        }

        _found.Clear();
        string? entry = null, broken = null;
        var text = line.Text;
        var fault = JsonText.EachMember(text, 0, text.Length, (key, value) =>
        {
            if (value.Kind != JsonKind.Text)
                return true;
            if (key == EntryKey)
            {
                entry = JsonText.Unescape(text, value.Start, value.End);
                broken = entry is null ? JsonText.MalformedEscape : null;
                return entry is not null;
            }

            Collect(line, key, value);
            return true;
        });
        if ((fault ?? broken) is { } what)
        {
            line.Labels.Fail(PipelineErrors.Json, what);
            return true;
        }

        return entry is null || Apply(line, entry);
    }

    void Collect(LineState line, string key, JsonValue value)
    {
        if (line.Labels.IsTaken(key))
            key += LineLabels.DuplicateSuffix;
        if (line.Labels.Hints.ShouldExtract(key) && !line.Labels.Hints.IsExtracted(key))
            _found.Add((LabelKeys.Sanitize(key), JsonStage.Text(line.Text, value)));
    }

    bool Apply(LineState line, string entry)
    {
        line.Text = entry;
        foreach (var (name, value) in _found)
        {
            line.Labels.Set(LabelCategory.Parsed, name, value);
            if (!line.Labels.Hints.ShouldContinue(name, line))
                return false;
        }

        return true;
    }
}

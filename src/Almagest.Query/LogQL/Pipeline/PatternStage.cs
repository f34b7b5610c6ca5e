namespace Almagest.Query.LogQL.Pipeline;

/// <summary><c>| pattern "&lt;method&gt; &lt;path&gt;"</c>: places of the pattern become labels.</summary>
sealed class PatternStage(string pattern) : Stage
{
    readonly LinePattern _pattern = LinePattern.ParseCaptures(pattern);
    readonly List<string> _values = [];
    IReadOnlyList<string>? _names;

    internal override bool Process(LineState line)
    {
        var hints = line.Labels.Hints;
        if (hints.NoLabels)
            return true;
        _names ??= _pattern.Names;
        _pattern.Capture(line.Text, _values);
        for (var i = 0; i < _values.Count; i++)
        {
            var name = line.Labels.IsTaken(_names[i]) ? _names[i] + LineLabels.DuplicateSuffix : _names[i];
            if (hints.IsExtracted(name) || !hints.ShouldExtract(name))
                continue;
            line.Labels.Set(LabelCategory.Parsed, name, _values[i]);
            if (!hints.ShouldContinue(name, line))
                return false;
        }

        return true;
    }
}

namespace Almagest.Query.LogQL.Pipeline;

/// <summary><c>| logfmt</c>: every pair becomes a label, the first of a name counts.</summary>
/// <param name="strict">A malformed pair is an error and ends the line.</param>
/// <param name="keepEmpty">Keys without a value become empty labels.</param>
sealed class LogfmtStage(bool strict, bool keepEmpty) : Stage
{
    readonly LogfmtScanner _scanner = new();

    internal override bool Process(LineState line)
    {
        var hints = line.Labels.Hints;
        if (hints.NoLabels)
            return true;
        _scanner.Reset(line.Text);
        while (!_scanner.AtEnd)
        {
            if (!_scanner.Read())
            {
                if (strict)
                    break;
                continue;
            }

            if (!Extract(line))
                return false;
            if (hints.AllExtracted)
                break;
        }

        if (!strict || _scanner.Fault is null)
            return true;
        line.Labels.Fail(PipelineErrors.Logfmt, _scanner.Fault);
        return hints.ShouldContinue(LineLabels.ErrorLabel, line);
    }

    bool Extract(LineState line)
    {
        var hints = line.Labels.Hints;
        var key = LabelKeys.Sanitize(_scanner.Key);
        if (key.Length == 0)
            return true;
        if (line.Labels.IsTaken(key))
            key += LineLabels.DuplicateSuffix;
        if (!hints.ShouldExtract(key) || hints.IsExtracted(key) || (!keepEmpty && _scanner.Value.Length == 0))
            return true;
        line.Labels.Set(LabelCategory.Parsed, key, _scanner.Value.Replace('\ufffd', ' '));
        return hints.ShouldContinue(key, line);
    }
}

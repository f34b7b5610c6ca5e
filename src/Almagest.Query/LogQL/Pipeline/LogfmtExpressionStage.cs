using Almagest.Query.LogQL.Syntax;

namespace Almagest.Query.LogQL.Pipeline;

/// <summary><c>| logfmt a="b"</c>: named pairs become labels; one that is missing becomes an empty label.</summary>
sealed class LogfmtExpressionStage : Stage
{
    readonly bool _strict;
    readonly LogfmtScanner _scanner = new();
    readonly Dictionary<string, string> _keyByLabel = [];

    /// <exception cref="FormatException">A key is malformed.</exception>
    internal LogfmtExpressionStage(IReadOnlyList<Extraction> extractions, bool strict)
    {
        _strict = strict;
        foreach (var (label, path) in extractions)
            _keyByLabel[label] = Key(path);
    }

    internal override bool Process(LineState line)
    {
        if (line.Labels.Hints.NoLabels)
            return true;
        foreach (var label in _keyByLabel.Keys)
            if (!line.Labels.IsTaken(label))
                line.Labels.Set(LabelCategory.Parsed, label, "");
        _scanner.Reset(line.Text);
        while (!_scanner.AtEnd)
        {
            if (_scanner.Read())
            {
                if (!Extract(line))
                    break;
            }
            else if (_strict)
                break;
        }

        if (_strict && _scanner.Fault is not null)
            line.Labels.Fail(PipelineErrors.Logfmt, _scanner.Fault);
        return true;
    }

    /// <summary>False when nothing more is needed.</summary>
    bool Extract(LineState line)
    {
        var hints = line.Labels.Hints;
        var key = LabelKeys.Sanitize(_scanner.Key);
        if (key.Length == 0 || (!_keyByLabel.ContainsKey(key) && (!hints.ShouldExtract(key) || hints.IsExtracted(key))))
            return true;
        foreach (var (label, wanted) in _keyByLabel)
        {
            if (wanted != key)
                continue;
            key = label;
            break;
        }

        if (!_keyByLabel.ContainsKey(key))
            return true;
        if (line.Labels.IsTaken(key))
        {
            key += LineLabels.DuplicateSuffix;
            if (hints.IsExtracted(key) || !hints.ShouldExtract(key))
                return false;
        }

        line.Labels.Set(LabelCategory.Parsed, key, _scanner.Value.Contains('\ufffd', StringComparison.Ordinal) ? "" : _scanner.Value);
        return !hints.AllExtracted;
    }

    // A name, or anything in double quotes; a character that is neither ends it for Loki's parser.
    static string Key(string path)
    {
        var key = path.Trim(' ', '\t', '\n');
        if (key.Length > 0 && key[0] == '"')
            return key[1..(key.AsSpan(1).IndexOfAny('"', ']') is >= 0 and var close ? close + 1 : key.Length)];
        if (key.Length == 0 || !(char.IsAsciiLetter(key[0]) || key[0] == '_'))
            throw new FormatException($"cannot parse expression [{path}]: syntax error: unexpected $end, expecting STRING or KEY");
        foreach (var letter in key)
            if (letter == '"')
                // A quoted text behind a name is read and not looked at.
                return key[..key.IndexOf('"', StringComparison.Ordinal)];
            else if (!char.IsAsciiLetterOrDigit(letter) && letter != '_')
                throw new FormatException($"cannot parse expression [{path}]: {(letter is ' ' or '\t' or '\n' ? "syntax error: unexpected KEY" : $"unexpected char {letter}")}");
        return key;
    }
}

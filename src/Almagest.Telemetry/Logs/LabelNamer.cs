using System.Text;

namespace Almagest.Telemetry.Logs;

/// <summary>Makes label names of OpenTelemetry's names, as Loki and Prometheus do: runs of other characters become one underscore.</summary>
public static class LabelNamer
{
    /// <summary>The label's name.</summary>
    public static string Of(string name)
    {
        if (IsPlain(name))
            return name;
        var reserved = name.Length >= 4 && name.StartsWith("__", StringComparison.Ordinal) && name.EndsWith("__", StringComparison.Ordinal);
        var text = new StringBuilder(name.Length);
        foreach (var rune in (reserved ? name[2..^2] : name).EnumerateRunes())
        {
            if (rune.IsAscii && char.IsAsciiLetterOrDigit((char)rune.Value))
                text.Append((char)rune.Value);
            else if (text.Length == 0 || text[^1] != '_')
                text.Append('_');
        }

        if (reserved)
            return $"__{text}__";
        return text.Length > 0 && char.IsAsciiDigit(text[0]) ? $"key_{text}" : text.ToString();
    }

    static bool IsPlain(string name)
    {
        for (var i = 0; i < name.Length; i++)
            if (!(char.IsAsciiLetter(name[i]) || (i > 0 && (char.IsAsciiDigit(name[i]) || (name[i] == '_' && name[i - 1] != '_')))))
                return false;
        return name.Length > 0;
    }
}

using System.Buffers.Text;

namespace Almagest.Server.Ingest.Logs.Levels;

/// <summary>
/// Finds the level of a line as Loki's distributor does: the attribute <c>detected_level</c>, else a label, else an attribute, else
/// OpenTelemetry's severity number, else the line itself as JSON, as logfmt, as words.
/// </summary>
static class LevelDetector
{
    // Hot path: per line.
    /// <summary>The level in lower case; a label's or attribute's own value when it is no known word; <c>unknown</c> when there is none.</summary>
    internal static ReadOnlySpan<byte> Detect(byte[] ofLabels, LineMetadata metadata, ReadOnlySpan<byte> line)
    {
        if (metadata.Count > 0 && metadata.IndexOf(LevelFields.Detected) is >= 0 and var detected)
            return LevelWords.Normalize(metadata.Value(detected));
        if (ofLabels.Length > 0)
            return ofLabels;
        if (metadata.Count > 0)
        {
            if (LevelFields.IndexOf(metadata) is >= 0 and var named)
                return LevelWords.Normalize(metadata.Value(named));
            if (metadata.IndexOf("severity_number"u8) is >= 0 and var number)
                return OfSeverity(metadata.Value(number));
        }

        return OfLine(line);
    }

    /// <summary>The level a line tells itself.</summary>
    internal static ReadOnlySpan<byte> OfLine(ReadOnlySpan<byte> line)
    {
        var named = ReadOnlySpan<byte>.Empty;
        if (IsJson(line))
            named = JsonLevel.Find(line);
        else if (line.Contains((byte)'='))
            named = LogfmtLevel.Find(line);
        var level = LevelWords.Known(named);
        return level.IsEmpty ? LevelWords.Find(line) : level;
    }

    static bool IsJson(ReadOnlySpan<byte> line)
    {
        var trimmed = line.Trim(" \t\n\v\f\r"u8);
        return trimmed.Length > 1 && trimmed[0] == '{' && trimmed[^1] == '}';
    }

    static ReadOnlySpan<byte> OfSeverity(ReadOnlySpan<byte> text)
    {
        if (!Utf8Parser.TryParse(text, out int number, out var read) || read != text.Length)
            return "info"u8;
        return number switch
        {
            0 => "unknown"u8,
            <= 4 => "trace"u8,
            <= 8 => "debug"u8,
            <= 12 => "info"u8,
            <= 16 => "warn"u8,
            <= 20 => "error"u8,
            <= 24 => "fatal"u8,
            _ => "unknown"u8,
        };
    }
}

using System.Text;
using Almagest.Server.Ingest.Logs.Levels;

namespace Almagest.Server.Ingest.Otlp.Decoding;

/// <summary>
/// The level of a log record. As in Loki a word comes before the number: .NET's "Critical" with the number of fatal is <c>critical</c>. Words that Loki
/// does not know are read too, where there is no number.
/// </summary>
static class LogLevel
{
    // Hot path: per log record.
    /// <summary>The level by the source's own word, else by severity number (1 to 24), else <c>unknown</c>.</summary>
    internal static ReadOnlySpan<byte> Of(ulong severityNumber, ReadOnlySpan<byte> severityText)
    {
        var known = LevelWords.Known(severityText);
        return known.IsEmpty ? OfNumber(severityNumber, severityText) : known;
    }

    static ReadOnlySpan<byte> OfNumber(ulong severityNumber, ReadOnlySpan<byte> severityText) => severityNumber switch
    {
        >= 1 and <= 4 => "trace"u8,
        >= 5 and <= 8 => "debug"u8,
        >= 9 and <= 12 => "info"u8,
        >= 13 and <= 16 => "warn"u8,
        >= 17 and <= 20 => "error"u8,
        >= 21 and <= 24 => "fatal"u8,
        _ => OfText(severityText),
    };

    // Beginnings cover the spellings of the usual libraries and syslog: verbose, notice, SEVERE, CRIT, emerg.
    static ReadOnlySpan<byte> OfText(ReadOnlySpan<byte> text)
    {
        if (Begins(text, "trace"u8) || Begins(text, "verb"u8) || Begins(text, "fine"u8))
            return "trace"u8;
        if (Begins(text, "debug"u8) || Begins(text, "dbg"u8))
            return "debug"u8;
        if (Begins(text, "info"u8) || Begins(text, "notice"u8))
            return "info"u8;
        if (Begins(text, "warn"u8))
            return "warn"u8;
        if (Begins(text, "err"u8) || Begins(text, "severe"u8))
            return "error"u8;
        return Begins(text, "fatal"u8) || Begins(text, "crit"u8) || Begins(text, "alert"u8) || Begins(text, "emerg"u8) || Begins(text, "panic"u8)
            ? "fatal"u8 : "unknown"u8;
    }

    static bool Begins(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) =>
        text.Length >= word.Length && Ascii.EqualsIgnoreCase(text[..word.Length], word);
}

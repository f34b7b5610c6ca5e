using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace Almagest.ClickHouse.Engine;

/// <summary>
/// What the engine prints: passed on to our log at the right level, and its last lines kept for error messages. Safe for
/// concurrent use.
/// </summary>
sealed partial class EngineLog(ILogger logger)
{
    const int KeptLines = 40;

    readonly Queue<string> _tail = new();

    // A stack trace follows its message on lines of their own. What comes before any message is chatter of the start.
    LogLevel _level = LogLevel.Debug;

    public void Add(string line)
    {
        if (line.Length == 0) return;
        lock (_tail)
        {
            var header = Header().Match(line);
            if (header.Success)
                _level = Level(header.Groups["level"].Value, header.Groups["source"].Value, header.Groups["text"].Value);
            if (_level < LogLevel.Debug)
                return;
            while (_tail.Count >= KeptLines) _tail.Dequeue();
            _tail.Enqueue(line);
            if (header.Success)
                Written(_level, header.Groups["source"].Value, header.Groups["text"].Value);
            else
                Printed(_level, line);
        }
    }

    /// <summary>Forgets the lines of the process before.</summary>
    public void Clear()
    {
        lock (_tail) _tail.Clear();
    }

    /// <summary>The last lines, oldest first.</summary>
    public string Tail()
    {
        lock (_tail) return string.Join('\n', _tail);
    }

    static LogLevel Level(string level, string source, string text) => level switch
    {
        // Said several times a second while merges wait their turn.
        "Warning" when text.StartsWith("Temporarily pause scheduling", StringComparison.Ordinal) => LogLevel.Trace,
        "Warning" when text.Contains("was not finalized", StringComparison.Ordinal) => LogLevel.Trace,
        // Every failed query, with its text: the caller has the error, and texts of queries do not belong into our log.
        "Error" when source is "executeQuery" or "DynamicQueryHandler" => LogLevel.Debug,
        "Fatal" => LogLevel.Critical,
        "Critical" or "Error" => LogLevel.Error,
        "Warning" => LogLevel.Warning,
        "Notice" or "Information" => LogLevel.Debug,
        "Debug" => LogLevel.Debug,
        _ => LogLevel.Trace,
    };

    // 2026.11.21 00:01:08.581028 [ 19512 ] {query id} <Warning> Source: text
    [GeneratedRegex(@"^\S+ \S+ \[ \d+ \] \{[^}]*\} <(?<level>\w+)> (?<source>[^:]+): (?<text>.*)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Header();

    [LoggerMessage("engine {Source}: {Text}")]
    partial void Written(LogLevel level, string source, string text);

    [LoggerMessage("engine: {Line}")]
    partial void Printed(LogLevel level, string line);
}

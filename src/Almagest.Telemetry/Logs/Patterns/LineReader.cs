namespace Almagest.Telemetry.Logs.Patterns;

/// <summary>Finds what of a line tells its kind: the message of JSON and logfmt, the names of JSON without a message, else all of it.</summary>
sealed class LineReader
{
    readonly JsonLine _json = new();
    readonly LineTokens _tokens = new();

    // Hot path: per line.
    /// <summary>The words of a line; valid until the next one is read.</summary>
    internal LineTokens Read(ReadOnlySpan<byte> line)
    {
        if (line.Length > 0 && line[0] == (byte)'{' && _json.Read(line, _tokens))
        {
            if (_json.Message is { Length: > 0 } message)
                _tokens.Read(line, message.Start, message.Length, PatternForm.Message);
        }
        else if (LogfmtLine.Message(line) is { Length: > 0 } found)
        {
            _tokens.Read(line, found.Start, found.Length, PatternForm.Message);
        }
        else
        {
            _tokens.Read(line, 0, line.Length, PatternForm.Line);
        }

        return _tokens;
    }
}

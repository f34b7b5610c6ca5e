using System.Text;
using Almagest.Server.Ingest.Logs;
using Almagest.Server.Ingest.Logs.Levels;

namespace Almagest.Server.Ingest.Syslog;

/// <summary>Appends messages to a batch: host and program are labels, everything else attributes. For one batch and thread.</summary>
sealed class SyslogWriter(LogBatch batch, LogStreams streams, SyslogParser parser) : IDisposable
{
    readonly StreamFinder _finder = new(streams, batch.Tenant);
    readonly LineMetadata _labels = new();
    readonly LineMetadata _attributes = new();

    // Hot path: per message.
    /// <summary>Appends a message; one that breaks a limit is counted and left out.</summary>
    internal void Append(ReadOnlySpan<byte> text)
    {
        text = text.TrimEnd("\r\n\0"u8);
        if (text.IsEmpty)
            return;
        var message = parser.Parse(text);
        _labels.Clear();
        Add(_labels, "app"u8, message.App);
        Add(_labels, "host"u8, message.Host);
        _attributes.Clear();
        _attributes.Add(LevelFields.Detected, SyslogWords.Level(message.Severity));
        _attributes.Add("severity"u8, SyslogWords.Severity(message.Severity));
        _attributes.Add("facility"u8, SyslogWords.Facility(message.Facility));
        Add(_attributes, "procid"u8, message.ProcessId);
        Add(_attributes, "msgid"u8, message.MessageId);
        AddStructuredData(message.StructuredData);
        batch.Enter(_finder.Find(_labels));
        batch.Append(message.Time ?? batch.NextTime(), message.Text, _attributes);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _finder.Dispose();
        _labels.Dispose();
        _attributes.Dispose();
    }

    static void Add(LineMetadata to, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (value.Length > 0)
            to.Add(name, value);
    }

    /// <summary><c>[id name="value"]</c> becomes the attribute <c>id_name</c>.</summary>
    void AddStructuredData(ReadOnlySpan<byte> data)
    {
        while (data.StartsWith("["u8))
        {
            data = data[1..];
            var end = data.IndexOfAny((byte)' ', (byte)']');
            if (end < 0)
                return;
            var id = data[..end];
            data = data[end..];
            while (data.StartsWith(" "u8))
            {
                data = data.TrimStart((byte)' ');
                var equals = data.IndexOf("=\""u8);
                if (equals < 0)
                    return;
                var name = data[..equals];
                data = data[(equals + 2)..];
                if (!TryValue(ref data, out var value))
                    return;
                _attributes.AddLabel(Encoding.UTF8.GetBytes($"{Encoding.UTF8.GetString(id)}_{Encoding.UTF8.GetString(name)}"), value);
            }

            if (!data.StartsWith("]"u8))
                return;
            data = data[1..];
        }
    }

    static bool TryValue(ref ReadOnlySpan<byte> data, out ReadOnlySpan<byte> value)
    {
        var at = 0;
        var escaped = false;
        while (at < data.Length && data[at] != '"')
        {
            escaped |= data[at] == '\\';
            at += data[at] == '\\' ? 2 : 1;
        }

        value = default;
        if (at >= data.Length)
            return false;
        value = data[..at];
        data = data[(at + 1)..];
        if (escaped)
            value = Encoding.UTF8.GetBytes(Unescape(Encoding.UTF8.GetString(value)));
        return true;
    }

    // Only a quote, a backslash and a closing bracket are ever escaped (RFC 5424, section 6.3.3).
    static string Unescape(string text) => text.Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\]", "]", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);
}

using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Almagest.Server.Ingest.Influx;

/// <summary>
/// One line of Influx' line protocol (https://docs.influxdata.com/influxdb/v2/reference/syntax/line-protocol/): measurement, tags, fields, time.
/// </summary>
/// <param name="Measurement">Name.</param>
/// <param name="Tags">Tags in the order sent.</param>
/// <param name="Fields">Numeric fields; booleans are 1 and 0, texts are left out.</param>
/// <param name="Time">As sent, in the precision of the request; null when there is none.</param>
sealed record LinePoint(string Measurement, IReadOnlyList<(string Key, string Value)> Tags, IReadOnlyList<(string Key, double Value)> Fields, long? Time)
{
    /// <summary>Takes the next line off a body. A text in a field may have lines of its own, so quotes are followed where Influx does: behind the <c>=</c> of a field.</summary>
    internal static ReadOnlySpan<byte> TakeLine(ref ReadOnlySpan<byte> rest)
    {
        var (inFields, isValue, quoted) = (false, false, false);
        var isComment = rest.TrimStart((byte)' ') is [(byte)'#', ..];
        for (var at = 0; at < rest.Length; at++)
        {
            var c = rest[at];
            if (c == '\n' && !quoted)
            {
                var line = rest[..at];
                rest = rest[(at + 1)..];
                return line;
            }

            if (isComment)
                continue;
            if (c == '\\' && at + 1 < rest.Length && rest[at + 1] != '\n')
                at++;
            else if (c == '"' && isValue)
                quoted = !quoted;
            else if (!quoted)
                (inFields, isValue) = (inFields || c == ' ', c != ',' && (isValue || (inFields && c == '=')));
        }

        var last = rest;
        rest = default;
        return last;
    }

    /// <exception cref="FormatException">The line is not valid.</exception>
    internal static LinePoint Parse(ReadOnlySpan<byte> line)
    {
        var rest = line;
        var measurement = Take(ref rest, ", "u8);
        if (measurement.Length == 0)
            throw new FormatException("missing measurement");
        var tags = new List<(string, string)>();
        while (rest.Length > 0 && rest[0] == ',')
        {
            rest = rest[1..];
            var key = Take(ref rest, "=, "u8);
            Expect(ref rest, '=', "missing tag value");
            var value = Take(ref rest, ", "u8);
            if (key.Length == 0 || value.Length == 0)
                throw new FormatException(key.Length == 0 ? "missing tag key" : "missing tag value");
            tags.Add((key, value));
        }

        Expect(ref rest, ' ', "missing fields");
        rest = rest.TrimStart((byte)' ');
        var fields = ReadFields(ref rest);
        rest = rest.Trim(" \r"u8);
        if (rest.Length == 0)
            return new(measurement, tags, fields, null);
        return Utf8Parser.TryParse(rest, out long time, out var used) && used == rest.Length ? new(measurement, tags, fields, time)
            : throw new FormatException($"bad timestamp \"{Encoding.UTF8.GetString(rest)}\"");
    }

    static List<(string, double)> ReadFields(ref ReadOnlySpan<byte> rest)
    {
        var fields = new List<(string, double)>();
        while (true)
        {
            var key = Take(ref rest, "=, "u8);
            Expect(ref rest, '=', "missing field value");
            if (key.Length == 0)
                throw new FormatException("missing field key");
            if (ReadValue(ref rest) is { } value)
                fields.Add((key, value));
            if (rest.Length == 0 || rest[0] != ',')
                return fields;
            rest = rest[1..];
        }
    }

    /// <summary>A number or boolean; null for text.</summary>
    static double? ReadValue(ref ReadOnlySpan<byte> rest)
    {
        if (rest.Length > 0 && rest[0] == '"')
        {
            for (var i = 1; i < rest.Length; i++)
            {
                if (rest[i] == '\\')
                    i++;
                else if (rest[i] == '"')
                {
                    rest = rest[(i + 1)..];
                    return null;
                }
            }

            throw new FormatException("unbalanced quotes");
        }

        var end = rest.IndexOfAny((byte)',', (byte)' ');
        var text = Encoding.UTF8.GetString(end < 0 ? rest : rest[..end]).TrimEnd('\r');
        rest = end < 0 ? default : rest[end..];
        return text switch
        {
            "t" or "T" or "true" or "True" or "TRUE" => 1,
            "f" or "F" or "false" or "False" or "FALSE" => 0,
            _ => Number(text),
        };
    }

    static double Number(string text)
    {
        var invariant = CultureInfo.InvariantCulture;
        var number = text switch
        {
            [.. var digits, 'i'] => long.TryParse(digits, NumberStyles.AllowLeadingSign, invariant, out var integer) ? integer : double.NaN,
            [.. var digits, 'u'] => ulong.TryParse(digits, NumberStyles.None, invariant, out var natural) ? natural : double.NaN,
            _ => double.TryParse(text, NumberStyles.Float, invariant, out var real) ? real : double.NaN,
        };
        return double.IsFinite(number) ? number : throw new FormatException($"invalid number \"{text}\"");
    }

    static void Expect(ref ReadOnlySpan<byte> rest, char wanted, string message)
    {
        if (rest.Length == 0 || rest[0] != wanted)
            throw new FormatException(message);
        rest = rest[1..];
    }

    /// <summary>Takes up to one of <paramref name="ends"/> that no backslash stands before.</summary>
    static string Take(ref ReadOnlySpan<byte> rest, ReadOnlySpan<byte> ends)
    {
        var text = new List<byte>();
        var at = 0;
        for (; at < rest.Length && !ends.Contains(rest[at]); at++)
        {
            // A backslash before anything else is a backslash.
            if (rest[at] == '\\' && at + 1 < rest.Length && (rest[at + 1] is (byte)',' or (byte)' ' or (byte)'='))
                at++;
            text.Add(rest[at]);
        }

        rest = rest[at..];
        return Encoding.UTF8.GetString(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(text));
    }
}

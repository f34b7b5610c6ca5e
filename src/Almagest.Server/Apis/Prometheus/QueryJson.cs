using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Almagest.Model;

namespace Almagest.Server.Apis.Prometheus;

/// <summary>Labels, times and values in Prometheus' JSON.</summary>
static class QueryJson
{
    const int LongestNumber = 32;

    internal static void WriteLabels(Utf8JsonWriter writer, Labels labels)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in labels.AsSpan())
            writer.WriteString(name, value);
        writer.WriteEndObject();
    }

    // Hot path: per sample.
    /// <summary>Time and value as <c>[1435781430.781,"1"]</c>.</summary>
    internal static void WriteSample(Utf8JsonWriter writer, long timeMs, double value)
    {
        writer.WriteStartArray();
        WriteTime(writer, timeMs);
        WriteValue(writer, value);
        writer.WriteEndArray();
    }

    /// <summary>Seconds with milliseconds only where there are some.</summary>
    internal static void WriteTime(Utf8JsonWriter writer, long timeMs)
    {
        Span<byte> text = stackalloc byte[LongestNumber];
        var negative = timeMs < 0;
        var (seconds, millis) = Math.DivRem(Math.Abs(timeMs), 1000);
        var length = 0;
        if (negative)
            text[length++] = (byte)'-';
        Utf8Formatter.TryFormat(seconds, text[length..], out var digits);
        length += digits;
        if (millis != 0)
        {
            text[length++] = (byte)'.';
            Utf8Formatter.TryFormat(millis, text[length..], out digits, new System.Buffers.StandardFormat('D', 3));
            length += digits;
        }

        writer.WriteRawValue(text[..length], skipInputValidation: true);
    }

    /// <summary>A value as text, in Go's shortest form.</summary>
    internal static void WriteValue(Utf8JsonWriter writer, double value)
    {
        Span<byte> text = stackalloc byte[LongestNumber];
        writer.WriteStringValue(text[..FormatValue(value, text)]);
    }

    /// <summary>Writes a value as Go's <c>strconv.FormatFloat(v, 'f', -1, 64)</c>, with an exponent below 1e-6 and from 1e21 on, as Prometheus does.</summary>
    internal static int FormatValue(double value, Span<byte> text)
    {
        var size = Math.Abs(value);
        // .NET writes these without exponent too, and both choose the shortest digits that read back as the value.
        if ((size is >= 1e-4 and < 1e15) || value == 0)
        {
            value.TryFormat(text, out var written, default, CultureInfo.InvariantCulture);
            return written;
        }

        return Encoding.UTF8.GetBytes(Slow(value, size), text);
    }

    static string Slow(double value, double size)
    {
        if (double.IsNaN(value))
            return "NaN";
        if (double.IsInfinity(value))
            return value > 0 ? "+Inf" : "-Inf";
        if (size is >= 1e-6 and < 1e21)
            return Almagest.Query.PromQL.Syntax.PromQlNumbers.Format(value);
        // Go writes at least two digits of exponent and no point without digits behind it: 1e+21, 1.5e-07.
        var parts = value.ToString("R", CultureInfo.InvariantCulture).Split('E');
        var exponent = parts.Length == 2 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0;
        return string.Create(CultureInfo.InvariantCulture, $"{parts[0]}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
    }
}

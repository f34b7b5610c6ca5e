using System.Buffers.Text;
using System.Text.Json;
using Almagest.Model;
using Almagest.Query.PromQL.Values;

namespace Almagest.Server.Apis.Prometheus;

/// <summary>Labels, times and values in Prometheus' JSON.</summary>
static class QueryJson
{
    /// <summary>Most bytes of a time.</summary>
    internal const int LongestTime = 32;

    internal static void WriteLabels(Utf8JsonWriter writer, Labels labels)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in labels.AsSpan())
            writer.WriteString(name, value);
        writer.WriteEndObject();
    }

    /// <summary>Time and value as <c>[1435781430.781,"1"]</c>.</summary>
    internal static void WriteSample(Utf8JsonWriter writer, long timeMs, double value)
    {
        Span<byte> text = stackalloc byte[SampleText.LongestSample];
        writer.WriteRawValue(text[..SampleText.Format(timeMs, value, text)], skipInputValidation: true);
    }

    /// <summary>Seconds with milliseconds only where there are some.</summary>
    internal static void WriteTime(Utf8JsonWriter writer, long timeMs)
    {
        Span<byte> text = stackalloc byte[LongestTime];
        writer.WriteRawValue(text[..FormatTime(timeMs, text)], skipInputValidation: true);
    }

    // Hot path: per sample.
    /// <summary>Writes a time; gives back how long the text is.</summary>
    internal static int FormatTime(long timeMs, Span<byte> text)
    {
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

        return length;
    }

    /// <summary>A value as text, in Go's shortest form.</summary>
    internal static void WriteValue(Utf8JsonWriter writer, double value)
    {
        Span<byte> text = stackalloc byte[NumberText.LongestSample];
        writer.WriteStringValue(text[..NumberText.WriteSample(value, text)]);
    }
}

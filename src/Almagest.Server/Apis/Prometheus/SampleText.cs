using System.Buffers;
using System.Text.Json;
using Almagest.Query.PromQL.Engine;
using Almagest.Query.PromQL.Values;

namespace Almagest.Server.Apis.Prometheus;

/// <summary>Samples as text, many at a time: a JSON writer that is told each bracket takes longer than the numbers do.</summary>
static class SampleText
{
    /// <summary>Most bytes of a sample: brackets, quotes and commas beside two numbers.</summary>
    internal const int LongestSample = QueryJson.LongestTime + NumberText.LongestSample + 8;

    const int BatchBytes = 32 << 10;

    // Hot path: per sample.
    /// <summary>The floats of a series as members of the array that is open.</summary>
    internal static void Write(Utf8JsonWriter writer, MatrixSeries series)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BatchBytes);
        var used = 0;
        for (var i = 0; i < series.Times.Length; i++)
        {
            if (series.Histograms?[i] is not null)
                continue;
            if (used + LongestSample > buffer.Length)
            {
                writer.WriteRawValue(buffer.AsSpan(0, used), skipInputValidation: true);
                used = 0;
            }

            if (used > 0)
                buffer[used++] = (byte)',';
            used += Format(series.Times[i], series.Values[i], buffer.AsSpan(used));
        }

        if (used > 0)
            writer.WriteRawValue(buffer.AsSpan(0, used), skipInputValidation: true);
        ArrayPool<byte>.Shared.Return(buffer);
    }

    /// <summary>The series with its samples as text; as it is when there are histograms or no samples.</summary>
    internal static MatrixSeries Made(MatrixSeries series)
    {
        if (series.Texts is not null || series.Histograms is not null || series.Times.Length == 0)
            return series;
        var buffer = ArrayPool<byte>.Shared.Rent(series.Times.Length * LongestSample);
        var starts = new int[series.Times.Length + 1];
        var used = 0;
        for (var i = 0; i < series.Times.Length; i++)
        {
            starts[i] = used;
            used += Format(series.Times[i], series.Values[i], buffer.AsSpan(used));
            buffer[used++] = (byte)',';
        }

        starts[^1] = used;
        var texts = new SampleTexts(buffer[..used], starts);
        ArrayPool<byte>.Shared.Return(buffer);
        return series with { Texts = texts };
    }

    /// <summary>Time and value as <c>[1435781430.781,"1"]</c>. Gives back how long the text is.</summary>
    internal static int Format(long timeMs, double value, Span<byte> text)
    {
        var length = 0;
        text[length++] = (byte)'[';
        length += QueryJson.FormatTime(timeMs, text[length..]);
        text[length++] = (byte)',';
        text[length++] = (byte)'"';
        length += NumberText.WriteSample(value, text[length..]);
        text[length++] = (byte)'"';
        text[length++] = (byte)']';
        return length;
    }
}

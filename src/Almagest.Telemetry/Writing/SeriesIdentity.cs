using Almagest.ClickHouse.Formats;

namespace Almagest.Telemetry.Writing;

/// <summary>
/// The id of a series: <see cref="XxHash64"/> over the metric name and the labels sorted by name in ordinal order of their UTF-8
/// bytes, each part followed by the byte 0xFF, which UTF-8 never contains. Ids are stored, so this must never change.
/// </summary>
public static class SeriesIdentity
{
    /// <summary>The id of the series <paramref name="metric"/> with <paramref name="sortedLabels"/> (without <c>__name__</c>).</summary>
    public static ulong Compute(string metric, IReadOnlyList<KeyValuePair<string, string>> sortedLabels)
    {
        using var buffer = new ByteBuffer();
        Append(buffer, metric);
        foreach (var (name, value) in sortedLabels)
        {
            Append(buffer, name);
            Append(buffer, value);
        }

        return XxHash64.Hash(buffer.Span);
    }

    static void Append(ByteBuffer buffer, string text)
    {
        buffer.Advance(System.Text.Encoding.UTF8.GetBytes(text, buffer.GetSpan(text.Length * 3)));
        buffer.Write((byte)0xFF);
    }
}

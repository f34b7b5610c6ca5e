using System.Text;
using Almagest.ClickHouse.Formats;
using Almagest.Telemetry.Schema;

namespace Almagest.Tests.Ingest.Logs;

/// <summary>Reads what receivers of lines appended.</summary>
static class LogRows
{
    internal static string[] Services(LogBlock block) => Texts(block.Service);

    internal static string[] Levels(LogBlock block) => Texts(block.Level);

    internal static string[] Bodies(LogBlock block) => Strings(block.Body);

    internal static string[] TraceIds(LogBlock block) => Strings(block.TraceId);

    /// <summary>Per row the attributes as <c>name=value,…</c>.</summary>
    internal static string[] Attributes(LogBlock block)
    {
        var (keys, values) = (Texts(block.Attributes.Map.Keys), Strings(block.Attributes.Map.Values));
        return [.. Enumerable.Range(0, block.Rows).Select(row => Pairs(keys[block.Attributes.Map[row]], values[block.Attributes.Map[row]]))];
    }

    /// <summary>Per row the labels of its stream.</summary>
    internal static string[] Resources(LogBlock block)
    {
        var map = block.Origin.Resource;
        var (keys, values) = (Texts(map.Keys), Texts(map.Values));
        return [.. Enumerable.Range(0, block.Rows).Select(row => Pairs(keys[map[row]], values[map[row]]))];
    }

    static string Pairs(string[] keys, string[] values) => string.Join(',', keys.Zip(values, static (k, v) => $"{k}={v}"));

    static string[] Texts(LowCardinalityColumn column) => [.. column.Indices.ToArray().Select(index => Encoding.UTF8.GetString(column.Text(index)))];

    static string[] Strings(StringColumn column)
    {
        using var buffer = new ByteBuffer();
        column.WriteValues(buffer);
        var texts = new string[column.Rows];
        var at = 0;
        for (var i = 0; i < texts.Length; i++)
        {
            int length = 0, shift = 0;
            for (; buffer.Span[at] >= 0x80; shift += 7)
                length |= (buffer.Span[at++] & 0x7F) << shift;
            length |= buffer.Span[at++] << shift;
            texts[i] = Encoding.UTF8.GetString(buffer.Span.Slice(at, length));
            at += length;
        }

        return texts;
    }
}

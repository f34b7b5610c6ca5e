using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Almagest.Server.Apis.Sql;

/// <summary>
/// One line of the store's format JSONCompactEachRowWithProgress: an object with a single member that says what it is
/// (<c>progress</c>, <c>meta</c>, <c>row</c>, <c>totals</c>, <c>min</c>, …).
/// </summary>
static class EngineLine
{
    /// <summary>The array behind <c>{"row":</c>, as bytes of the line itself; empty when the line is something else.</summary>
    // Hot path: per row.
    internal static ReadOnlySequence<byte> Row(ReadOnlySequence<byte> line) => Inside(line, "{\"row\":"u8);

    internal static ReadOnlySequence<byte> Totals(ReadOnlySequence<byte> line) => Inside(line, "{\"totals\":"u8);

    /// <summary>The columns of a <c>meta</c> line; null when the line is something else.</summary>
    internal static IReadOnlyList<SqlColumn>? Columns(ReadOnlySequence<byte> line)
    {
        var meta = Inside(line, "{\"meta\":"u8);
        if (meta.IsEmpty) return null;
        using var json = JsonDocument.Parse(meta);
        return [.. json.RootElement.EnumerateArray().Select(static c => new SqlColumn(Text(c, "name"), Text(c, "type")))];
    }

    /// <summary>Rows and bytes read so far; null when the line is something else.</summary>
    internal static (long Rows, long Bytes)? Progress(ReadOnlySequence<byte> line)
    {
        var progress = Inside(line, "{\"progress\":"u8);
        if (progress.IsEmpty) return null;
        using var json = JsonDocument.Parse(progress);
        return (Number(json, "read_rows"), Number(json, "read_bytes"));
    }

    static ReadOnlySequence<byte> Inside(ReadOnlySequence<byte> line, ReadOnlySpan<byte> start)
    {
        Span<byte> head = stackalloc byte[start.Length];
        if (line.Length <= start.Length + 1) return default;
        line.Slice(0, start.Length).CopyTo(head);
        return head.SequenceEqual(start) ? line.Slice(start.Length, line.Length - start.Length - 1) : default;
    }

    static string Text(JsonElement column, string name) => column.GetProperty(name).GetString() ?? "";

    // The store writes these numbers as text.
    static long Number(JsonDocument json, string name) =>
        json.RootElement.TryGetProperty(name, out var value) && long.TryParse(value.ToString(), CultureInfo.InvariantCulture, out var number) ? number : 0;
}

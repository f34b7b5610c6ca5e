namespace Almagest.Server.Ingest.Logs.Network;

/// <summary>Items gathered in one buffer with <see cref="ClickHouse.Formats.ByteBuffer.WriteString(ReadOnlySpan{byte})"/>, each with its length before it.</summary>
static class Gathered
{
    // Hot path: per item.
    /// <summary>Takes the next item; false at the end.</summary>
    internal static bool TryNext(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> item)
    {
        item = default;
        if (rest.IsEmpty)
            return false;
        int length = 0, at = 0, shift = 0;
        for (; rest[at] >= 0x80; shift += 7)
            length |= (rest[at++] & 0x7F) << shift;
        length |= rest[at++] << shift;
        item = rest.Slice(at, length);
        rest = rest[(at + length)..];
        return true;
    }
}

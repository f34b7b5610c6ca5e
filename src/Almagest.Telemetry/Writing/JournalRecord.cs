using System.Buffers.Binary;
using System.Text;
using Almagest.ClickHouse.Formats;

namespace Almagest.Telemetry.Writing;

/// <summary>
/// What is added to a segment at once. Its bytes in the journal: magic, length of the header, the header (request hashes, and per part its table,
/// columns, rows and length), XXH64 of header and parts, then the parts one after the other.
/// </summary>
sealed class JournalRecord
{
    static ReadOnlySpan<byte> Magic => "ALMREC01"u8;

    /// <summary>The requests in it, 0 for those without a hash.</summary>
    internal required ulong[] RequestHashes { get; init; }

    internal List<RecordPart> Parts { get; } = [];

    internal int Rows => Parts.Sum(static p => p.Rows);

    internal void EncodeHeader(ByteBuffer output)
    {
        using var header = new ByteBuffer(1024);
        header.WriteVarUInt((ulong)RequestHashes.Length);
        foreach (var hash in RequestHashes)
            header.Write(hash);
        header.WriteVarUInt((ulong)Parts.Count);
        foreach (var part in Parts)
        {
            header.WriteString(part.Section.Table);
            header.WriteString(part.Section.ColumnList);
            header.WriteVarUInt((ulong)part.Rows);
            header.WriteVarUInt((ulong)part.Length);
        }

        output.Write(Magic);
        output.Write(header.Length);
        output.Write(header.Span);
        var checksum = XxHash64.Hash(header.Span);
        foreach (var part in Parts)
            checksum = XxHash64.Combine(checksum, XxHash64.Hash(part.Bytes.Span));
        output.Write(checksum);
    }

    /// <summary>Adds the first record of <paramref name="bytes"/> to a segment and its requests to a list. Returns its length; 0 when there is no whole record.</summary>
    internal static int Decode(ReadOnlySpan<byte> bytes, Segment into, List<ulong> requestHashes)
    {
        var prefix = Magic.Length + sizeof(int);
        if (bytes.Length < prefix || !bytes.StartsWith(Magic))
            return 0;
        var headerLength = BinaryPrimitives.ReadInt32LittleEndian(bytes[Magic.Length..]);
        if (headerLength < 0 || bytes.Length - prefix - sizeof(ulong) < headerLength)
            return 0;
        var header = bytes.Slice(prefix, headerLength);
        var expected = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(prefix + headerLength)..]);
        var rest = bytes[(prefix + headerLength + sizeof(ulong))..];
        var checksum = XxHash64.Hash(header);
        if (!TryReadHeader(header, out var hashes, out var parts))
            return 0;
        foreach (var (_, _, _, length) in parts)
        {
            if (length > rest.Length)
                return 0;
            checksum = XxHash64.Combine(checksum, XxHash64.Hash(rest[..length]));
            rest = rest[length..];
        }

        if (checksum != expected)
            return 0;
        var at = prefix + headerLength + sizeof(ulong);
        foreach (var (table, columns, rows, length) in parts)
        {
            into.Add(table, columns, bytes.Slice(at, length), rows);
            at += length;
        }

        requestHashes.AddRange(hashes);
        return at;
    }

    static bool TryReadHeader(ReadOnlySpan<byte> header, out List<ulong> hashes, out List<(string Table, string Columns, int Rows, int Length)> parts)
    {
        using var reader = new BinaryReader(new MemoryStream(header.ToArray()), Encoding.UTF8);
        (hashes, parts) = ([], []);
        try
        {
            for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
                hashes.Add(reader.ReadUInt64());
            for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
                parts.Add((reader.ReadString(), reader.ReadString(), reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt()));
            return parts.TrueForAll(static p => p.Rows >= 0 && p.Length >= 0);
        }
        catch (Exception damaged) when (damaged is IOException or FormatException)
        {
            return false;
        }
    }
}

/// <summary>What a record adds to a section: a run of its bytes.</summary>
readonly record struct RecordPart(SegmentSection Section, ByteBuffer Piece, int Start, int Rows)
{
    internal int Length => Piece.Length - Start;

    internal ReadOnlyMemory<byte> Bytes => Piece.Memory[Start..];
}

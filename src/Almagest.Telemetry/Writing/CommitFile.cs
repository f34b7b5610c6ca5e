using System.Buffers.Binary;
using System.Text;
using Almagest.ClickHouse.Formats;

namespace Almagest.Telemetry.Writing;

/// <summary>
/// The bytes of a journal file: magic, length of the header, the header (id, request hashes, and per section its table, columns,
/// rows and length), XXH64 of header and bodies, then the bodies one after the other.
/// </summary>
static class CommitFile
{
    static ReadOnlySpan<byte> Magic => "ALMCOM01"u8;

    internal static void EncodeHeader(Commit commit, ByteBuffer output)
    {
        using var header = new ByteBuffer(1024);
        header.Write(commit.Id.ToByteArray());
        header.WriteVarUInt((ulong)commit.RequestHashes.Count);
        foreach (var hash in commit.RequestHashes)
            header.Write(hash);
        header.WriteVarUInt((ulong)commit.Sections.Count);
        foreach (var section in commit.Sections)
        {
            header.WriteString(section.Table);
            header.WriteString(string.Join(',', section.Columns));
            header.WriteVarUInt((ulong)section.Rows);
            header.WriteVarUInt((ulong)section.Body.Length);
        }

        output.Write(Magic);
        output.Write(header.Length);
        output.Write(header.Span);
        output.Write(Checksum(header.Span, commit.Sections.Select(static s => s.Body.Memory)));
    }

    /// <summary>The commit, or null when the file is not whole.</summary>
    internal static Commit? TryDecode(ReadOnlyMemory<byte> file)
    {
        var prefix = Magic.Length + sizeof(int);
        if (file.Length < prefix || !file.Span.StartsWith(Magic))
            return null;
        var headerLength = BinaryPrimitives.ReadInt32LittleEndian(file.Span[Magic.Length..]);
        if (headerLength < 0 || file.Length < prefix + headerLength + sizeof(ulong))
            return null;
        var header = file.Slice(prefix, headerLength);
        var checksum = BinaryPrimitives.ReadUInt64LittleEndian(file.Span[(prefix + headerLength)..]);
        var bodies = file[(prefix + headerLength + sizeof(ulong))..];
        using var reader = new BinaryReader(new MemoryStream(header.ToArray()), Encoding.UTF8);
        var id = new Guid(reader.ReadBytes(16));
        var hashes = new ulong[reader.Read7BitEncodedInt()];
        for (var i = 0; i < hashes.Length; i++)
            hashes[i] = reader.ReadUInt64();
        var sections = new List<CommitSection>();
        for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
        {
            var (table, columns) = (reader.ReadString(), reader.ReadString().Split(','));
            var (rows, length) = (reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt());
            if (length > bodies.Length)
                return null;
            var body = new ByteBuffer(length);
            body.Write(bodies.Span[..length]);
            sections.Add(new CommitSection(table, columns, body) { Rows = rows });
            bodies = bodies[length..];
        }

        return checksum == Checksum(header.Span, sections.Select(static s => s.Body.Memory)) ? new Commit(id, hashes, sections) : null;
    }

    static ulong Checksum(ReadOnlySpan<byte> header, IEnumerable<ReadOnlyMemory<byte>> bodies) =>
        bodies.Aggregate(XxHash64.Hash(header), static (hash, body) => XxHash64.Combine(hash, XxHash64.Hash(body.Span)));
}

using System.Buffers.Binary;
using Almagest.ClickHouse.Formats;
using Almagest.Model;

namespace Almagest.Server.Ingest.Intake;

/// <summary>Snappy's block format (https://github.com/google/snappy/blob/main/format_description.txt), as Prometheus and Loki send it.</summary>
static class SnappyBlock
{
    // Hot path: per request, every byte.
    /// <summary>Appends the decompressed content of <paramref name="source"/> to <paramref name="output"/>.</summary>
    /// <exception cref="UserErrorException">It is not snappy, or it is larger than <paramref name="limit"/> bytes.</exception>
    internal static void Decompress(ReadOnlySpan<byte> source, ByteBuffer output, int limit)
    {
        var (length, at) = ReadLength(source);
        if (length > (ulong)limit)
            throw new UserErrorException(UserErrorKind.TooLarge, "too_large", $"the request is {length} bytes long after decompression where {limit} are the limit");
        var target = output.GetSpan((int)length)[..(int)length];
        if (!TryDecode(source[at..], target))
            throw Corrupt();
        output.Advance((int)length);
    }

    static (ulong Length, int HeaderBytes) ReadLength(ReadOnlySpan<byte> source)
    {
        var length = 0UL;
        for (var i = 0; i < Math.Min(source.Length, 5); i++)
        {
            length |= (ulong)(source[i] & 0x7F) << (7 * i);
            if (source[i] < 0x80)
                return length <= uint.MaxValue ? (length, i + 1) : throw Corrupt();
        }

        throw Corrupt();
    }

    static bool TryDecode(ReadOnlySpan<byte> source, Span<byte> target)
    {
        int at = 0, written = 0;
        while (at < source.Length)
        {
            var tag = source[at++];
            if ((tag & 3) == 0)
            {
                if (!TryReadLiteral(source, tag >> 2, ref at, out var literal) || literal.Length > target.Length - written)
                    return false;
                literal.CopyTo(target[written..]);
                written += literal.Length;
                continue;
            }

            if (!TryReadCopy(source, tag, ref at, out var offset, out var length)
                || offset == 0 || offset > (uint)written || length > target.Length - written)
                return false;
            Repeat(target, written, (int)offset, length);
            written += length;
        }

        return written == target.Length;
    }

    static bool TryReadLiteral(ReadOnlySpan<byte> source, int code, ref int at, out ReadOnlySpan<byte> literal)
    {
        literal = default;
        // Codes 60 to 63: the length stands in the next one to four bytes.
        var extra = Math.Max(code - 59, 0);
        if (extra > source.Length - at)
            return false;
        var length = (ulong)code;
        if (extra > 0)
        {
            length = 0;
            for (var i = 0; i < extra; i++)
                length |= (ulong)source[at + i] << (8 * i);
            at += extra;
        }

        length++;
        if (length > (ulong)(source.Length - at))
            return false;
        literal = source.Slice(at, (int)length);
        at += (int)length;
        return true;
    }

    static bool TryReadCopy(ReadOnlySpan<byte> source, int tag, ref int at, out uint offset, out int length)
    {
        (offset, length) = (0, 0);
        var size = (tag & 3) switch { 1 => 1, 2 => 2, _ => 4 };
        if (size > source.Length - at)
            return false;
        (offset, length) = size switch
        {
            1 => ((uint)((tag >> 5) << 8) | source[at], 4 + ((tag >> 2) & 7)),
            2 => (BinaryPrimitives.ReadUInt16LittleEndian(source[at..]), 1 + (tag >> 2)),
            _ => (BinaryPrimitives.ReadUInt32LittleEndian(source[at..]), 1 + (tag >> 2)),
        };
        at += size;
        return true;
    }

    static void Repeat(Span<byte> target, int written, int offset, int length)
    {
        if (offset >= length)
        {
            target.Slice(written - offset, length).CopyTo(target[written..]);
            return;
        }

        // The run repeats itself: later bytes come from earlier ones of the same copy.
        for (var i = 0; i < length; i++)
            target[written + i] = target[written - offset + i];
    }

    static UserErrorException Corrupt() => new(UserErrorKind.Invalid, "invalid_snappy", "the body is no valid snappy block: snappy: corrupt input");
}

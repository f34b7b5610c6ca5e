using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Almagest.ClickHouse.Formats;

namespace Almagest.Server.Ingest.Logs;

/// <summary>
/// Strings of JSON as senders of logs really write them: a line is whatever a program printed, so that half a surrogate pair or broken UTF-8
/// must not lose the request. The library's own reader throws on both.
/// </summary>
static class JsonText
{
    // Hot path: per text with escapes.
    /// <summary>
    /// The text of the string or name a reader stands on: a slice of its input, or of <paramref name="scratch"/> when it has escapes, valid until that
    /// is written to. Halves of surrogate pairs become U+FFFD; bytes that are no UTF-8 stay for the caller.
    /// </summary>
    internal static ReadOnlySpan<byte> Read(scoped ref Utf8JsonReader reader, ByteBuffer scratch)
    {
        if (!reader.ValueIsEscaped)
            return reader.ValueSpan;
        var start = scratch.Length;
        var rest = reader.ValueSpan;
        while (rest.IndexOf((byte)'\\') is >= 0 and var at && at + 1 < rest.Length)
        {
            scratch.Write(rest[..at]);
            rest = rest[(at + 1)..];
            if (rest[0] == 'u')
                rest = WriteRune(rest, scratch);
            else
                rest = WriteShort(rest, scratch);
        }

        scratch.Write(rest);
        return scratch.Span[start..];
    }

    /// <summary>The same as text.</summary>
    internal static string ReadString(scoped ref Utf8JsonReader reader)
    {
        using var scratch = new ByteBuffer(256);
        return Encoding.UTF8.GetString(Read(ref reader, scratch));
    }

    static ReadOnlySpan<byte> WriteShort(ReadOnlySpan<byte> escape, ByteBuffer scratch)
    {
        scratch.Write(escape[0] switch
        {
            (byte)'b' => (byte)'\b',
            (byte)'f' => (byte)'\f',
            (byte)'n' => (byte)'\n',
            (byte)'r' => (byte)'\r',
            (byte)'t' => (byte)'\t',
            var itself => itself,
        });
        return escape[1..];
    }

    static ReadOnlySpan<byte> WriteRune(ReadOnlySpan<byte> escape, ByteBuffer scratch)
    {
        var unit = Unit(escape);
        var length = 5;
        var rune = Rune.ReplacementChar;
        if (unit >= 0 && !char.IsSurrogate((char)unit))
            rune = new Rune((char)unit);
        else if (unit >= 0 && char.IsHighSurrogate((char)unit) && escape.Length >= 12 && escape[5] == '\\' && Unit(escape[6..]) is >= 0 and var low && char.IsLowSurrogate((char)low))
            (rune, length) = (new Rune((char)unit, (char)low), 11);
        Span<byte> utf8 = stackalloc byte[4];
        scratch.Write(utf8[..rune.EncodeToUtf8(utf8)]);
        return escape[Math.Min(length, escape.Length)..];
    }

    static int Unit(ReadOnlySpan<byte> escape)
    {
        Span<byte> bytes = stackalloc byte[2];
        return escape.Length >= 5 && escape[0] == 'u' && Convert.FromHexString(escape[1..5], bytes, out _, out var written) == System.Buffers.OperationStatus.Done && written == 2
            ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : -1;
    }
}

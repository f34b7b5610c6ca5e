using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Almagest.ClickHouse.Formats;

namespace Almagest.Server.Ingest.Beats;

/// <summary>
/// The events of one window: frames of the Lumberjack protocol, versions 1 and 2 (https://github.com/logstash-plugins/logstash-input-beats/blob/main/PROTOCOL.md).
/// Documents are gathered as JSON, each with its length before it.
/// </summary>
sealed class LumberjackWindow(int maxFrameBytes) : IDisposable
{
    const int HeaderBytes = 2;

    /// <summary>The documents.</summary>
    internal ByteBuffer Documents { get; } = new(64 << 10);

    /// <summary>Events the sender announced.</summary>
    internal uint Size { get; private set; }

    /// <summary>Events that have come.</summary>
    internal uint Count { get; private set; }

    /// <summary>Number of the last event.</summary>
    internal uint Sequence { get; private set; }

    /// <summary>The protocol's version as its digit: the answer bears the same.</summary>
    internal byte Version { get; private set; } = (byte)'2';

    /// <summary>Whether all announced events have come.</summary>
    internal bool IsComplete => Count > 0 && Count >= Size;

    /// <summary>Forgets the documents and keeps the place in the window.</summary>
    internal void ClearDocuments() => Documents.Clear();

    /// <summary>Begins with the next window.</summary>
    internal void Clear() => (Size, Count) = (0, 0);

    /// <summary>Takes a whole frame from the start; returns how many bytes it has, 0 when more are needed.</summary>
    /// <exception cref="InvalidDataException">It is no frame.</exception>
    internal int Take(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderBytes + sizeof(uint))
            return 0;
        if (bytes[0] is not ((byte)'1' or (byte)'2'))
            throw new InvalidDataException($"version {(char)bytes[0]} of the Lumberjack protocol is not known: is TLS on at the sender?");
        Version = bytes[0];
        var content = bytes[HeaderBytes..];
        var taken = bytes[1] switch
        {
            (byte)'W' => TakeWindow(content),
            (byte)'J' => TakeJson(content),
            (byte)'D' => TakePairs(content),
            (byte)'C' => TakeCompressed(content),
            _ => throw new InvalidDataException($"frame type {(char)bytes[1]} of the Lumberjack protocol is not known"),
        };
        return taken == 0 ? 0 : taken + HeaderBytes;
    }

    /// <inheritdoc/>
    public void Dispose() => Documents.Dispose();

    int TakeWindow(ReadOnlySpan<byte> content)
    {
        (Size, Count) = (BinaryPrimitives.ReadUInt32BigEndian(content), 0);
        return sizeof(uint);
    }

    int TakeJson(ReadOnlySpan<byte> content)
    {
        if (content.Length < 8)
            return 0;
        var length = Length(content[4..]);
        if (content.Length < 8 + length)
            return 0;
        Documents.WriteString(content.Slice(8, length));
        Note(content);
        return 8 + length;
    }

    /// <summary>Names and values, version 1's only form of an event.</summary>
    int TakePairs(ReadOnlySpan<byte> content)
    {
        if (content.Length < 8)
            return 0;
        var pairs = Length(content[4..]);
        var at = 8;
        using var document = new MemoryStream();
        using (var json = new Utf8JsonWriter(document))
        {
            json.WriteStartObject();
            for (var i = 0; i < pairs; i++)
            {
                if (!TryText(content, ref at, out var name) || !TryText(content, ref at, out var value))
                    return 0;
                json.WriteString(Encoding.UTF8.GetString(name), Encoding.UTF8.GetString(value));
            }

            json.WriteEndObject();
        }

        Documents.WriteString(document.GetBuffer().AsSpan(0, (int)document.Length));
        Note(content);
        return at;
    }

    bool TryText(ReadOnlySpan<byte> content, ref int at, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (content.Length - at < sizeof(uint))
            return false;
        var length = Length(content[at..]);
        if (content.Length - at - sizeof(uint) < length)
            return false;
        text = content.Slice(at + sizeof(uint), length);
        at += sizeof(uint) + length;
        return true;
    }

    int TakeCompressed(ReadOnlySpan<byte> content)
    {
        var length = Length(content);
        if (content.Length < sizeof(uint) + length)
            return 0;
        using var frames = new ByteBuffer(length * 4);
        using (var zlib = new ZLibStream(new MemoryStream(content.Slice(sizeof(uint), length).ToArray(), writable: false), CompressionMode.Decompress))
        {
            while (zlib.Read(frames.GetSpan(16 << 10)) is > 0 and var read)
            {
                frames.Advance(read);
                if (frames.Length > maxFrameBytes)
                    throw new InvalidDataException($"a compressed frame holds more than {maxFrameBytes} bytes (beats.max_frame_bytes)");
            }
        }

        for (var rest = frames.Span; rest.Length > 0;)
        {
            if (rest.Length > 1 && rest[1] == 'C')
                throw new InvalidDataException("a compressed frame holds another one");
            var taken = Take(rest);
            if (taken == 0)
                throw new InvalidDataException("a compressed frame ends in the middle of a frame");
            rest = rest[taken..];
        }

        return sizeof(uint) + length;
    }

    void Note(ReadOnlySpan<byte> content)
    {
        Sequence = BinaryPrimitives.ReadUInt32BigEndian(content);
        Count++;
    }

    int Length(ReadOnlySpan<byte> content) => BinaryPrimitives.ReadUInt32BigEndian(content) is var length && length <= maxFrameBytes ? (int)length
        : throw new InvalidDataException($"a frame of {length} bytes is larger than {maxFrameBytes} (beats.max_frame_bytes)");
}

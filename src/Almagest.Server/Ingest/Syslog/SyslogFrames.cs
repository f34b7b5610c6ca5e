using System.Buffers;
using Almagest.ClickHouse.Formats;

namespace Almagest.Server.Ingest.Syslog;

/// <summary>
/// Cuts the bytes of a connection into messages (RFC 6587): a number and a space before a message count its bytes, else it ends at a line
/// feed or a NUL. Each message decides for itself, as rsyslog and syslog-ng let it.
/// </summary>
static class SyslogFrames
{
    /// <summary>Moves whole messages from <paramref name="input"/> to <paramref name="messages"/>, each with its length before it.</summary>
    /// <param name="input">What has come; afterwards what is left.</param>
    /// <param name="messages">Where messages go.</param>
    /// <param name="maxBytes">Longest message.</param>
    /// <param name="ended">Whether no more will come: then the rest is a message too.</param>
    /// <exception cref="InvalidDataException">A message is too long.</exception>
    internal static void Take(ref ReadOnlySequence<byte> input, ByteBuffer messages, int maxBytes, bool ended)
    {
        while (TryNext(ref input, maxBytes, ended, out var message))
        {
            messages.WriteVarUInt((ulong)message.Length);
            foreach (var part in message)
                messages.Write(part.Span);
        }
    }

    static bool TryNext(ref ReadOnlySequence<byte> input, int maxBytes, bool ended, out ReadOnlySequence<byte> message)
    {
        message = default;
        if (input.IsEmpty)
            return false;
        if (input.FirstSpan[0] is >= (byte)'1' and <= (byte)'9')
            return TryCounted(ref input, maxBytes, out message) || (ended && TryRest(ref input, out message));
        var reader = new SequenceReader<byte>(input);
        if (!reader.TryReadToAny(out ReadOnlySequence<byte> line, "\n\0"u8))
        {
            if (input.Length > maxBytes)
                throw new InvalidDataException($"a message is longer than {maxBytes} bytes (syslog.max_message_bytes)");
            return ended && TryRest(ref input, out message);
        }

        message = line;
        input = input.Slice(reader.Position);
        return true;
    }

    static bool TryCounted(ref ReadOnlySequence<byte> input, int maxBytes, out ReadOnlySequence<byte> message)
    {
        message = default;
        var reader = new SequenceReader<byte>(input);
        var length = 0L;
        var next = (byte)'0';
        while (char.IsAsciiDigit((char)next))
        {
            if (!reader.TryRead(out next))
                return false;
            if (!char.IsAsciiDigit((char)next))
                break;
            length = (length * 10) + next - '0';
            if (length > maxBytes)
                throw new InvalidDataException($"a message of {length} bytes or more is longer than {maxBytes} (syslog.max_message_bytes)");
        }

        if (next != ' ')
            throw new InvalidDataException("a message begins with a number that no space follows: expected its length (RFC 6587)");
        if (reader.Remaining < length)
            return false;
        message = input.Slice(reader.Position, length);
        input = input.Slice(message.End);
        return true;
    }

    static bool TryRest(ref ReadOnlySequence<byte> input, out ReadOnlySequence<byte> message)
    {
        (message, input) = (input, input.Slice(input.End));
        return true;
    }
}

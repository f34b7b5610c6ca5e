using System.Buffers.Binary;
using Almagest.Server.Ingest.Intake;
using Almagest.Server.Ingest.Otlp.Decoding;

namespace Almagest.Server.Ingest.RemoteWrite;

/// <summary>A float sample on the wire: <c>value = 1, timestamp = 2</c>, and in version 2 <c>start_timestamp = 3</c>.</summary>
/// <param name="TimeMs">Unix milliseconds.</param>
/// <param name="Value">The value, NaN bits as sent.</param>
/// <param name="StartMs">Start of the accumulation; 0 when unknown.</param>
readonly record struct SamplePoint(long TimeMs, double Value, long StartMs)
{
    // Hot path: per sample.
    internal static SamplePoint Read(ReadOnlySpan<byte> message)
    {
        double value = 0;
        long time = 0, start = 0;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    value = reader.Double();
                    break;
                case 2:
                    time = (long)reader.UInt64();
                    break;
                case 3:
                    start = (long)reader.UInt64();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new(time, value, start);
    }

    // Hot path: per sample.
    /// <summary>
    /// Reads a sample that stands at the start of <paramref name="message"/> as field <paramref name="field"/>, in the form that all senders write it in.
    /// Gives back how many bytes it takes; 0 when it is something else, which <see cref="Read"/> may understand.
    /// </summary>
    internal static int TryReadField(ReadOnlySpan<byte> message, int field, out SamplePoint point)
    {
        point = default;
        if (message.Length < 2 || message[0] != (field << 3 | 2) || message[1] > 20 || message[1] + 2 > message.Length)
            return 0;
        var inner = message.Slice(2, message[1]);
        var value = 0.0;
        // A value of zero is not written.
        if (inner.Length > 9 && inner[0] == (1 << 3 | 1))
        {
            value = BinaryPrimitives.ReadDoubleLittleEndian(inner[1..]);
            inner = inner[9..];
        }

        if (inner.Length is < 2 or > 10 || inner[0] != 2 << 3)
            return 0;
        var time = 0L;
        for (var i = 1; i < inner.Length; i++)
        {
            time |= (long)(inner[i] & 0x7F) << (7 * (i - 1));
            if (inner[i] < 0x80 != (i == inner.Length - 1))
                return 0;
        }

        point = new(time, value, 0);
        return message[1] + 2;
    }

    /// <summary>Whether two values are the same to the store.</summary>
    internal bool HasValueOf(SamplePoint other) =>
        BitConverter.DoubleToInt64Bits(IntakeBatch.Canonical(Value)) == BitConverter.DoubleToInt64Bits(IntakeBatch.Canonical(other.Value));
}

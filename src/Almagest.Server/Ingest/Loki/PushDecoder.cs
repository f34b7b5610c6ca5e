using System.Text;
using Almagest.Server.Ingest.Otlp.Decoding;

namespace Almagest.Server.Ingest.Loki;

/// <summary><c>logproto.PushRequest</c> (https://github.com/grafana/loki/blob/main/pkg/push/push.proto), straight into columns.</summary>
static class PushDecoder
{
    const long NanosPerSecond = 1_000_000_000;

    /// <exception cref="OtlpFormatException">The message is not valid protobuf.</exception>
    /// <exception cref="Model.UserErrorException">The labels of a stream can not be read.</exception>
    internal static void Decode(ReadOnlySpan<byte> message, PushContext context)
    {
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field == 1)
                ReadStream(reader.Bytes(), context);
            else
                reader.Skip();
        }
    }

    static void ReadStream(ReadOnlySpan<byte> message, PushContext context)
    {
        context.Enter(Labels(message), static labels => Encoding.UTF8.GetString(labels));
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field == 2)
                ReadEntry(reader.Bytes(), context);
            else
                reader.Skip();
        }
    }

    // Fields may come in any order; the labels come first in practice, so that this looks at one field.
    static ReadOnlySpan<byte> Labels(ReadOnlySpan<byte> message)
    {
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field == 1)
                return reader.Bytes();
            reader.Skip();
        }

        return default;
    }

    // Hot path: per line.
    static void ReadEntry(ReadOnlySpan<byte> message, PushContext context)
    {
        var time = 0L;
        ReadOnlySpan<byte> line = default;
        context.Metadata.Clear();
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    time = ReadTime(reader.Bytes());
                    break;
                case 2:
                    line = reader.Bytes();
                    break;
                case 3:
                    ReadMetadata(reader.Bytes(), context);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        context.Append(time, line);
    }

    // google.protobuf.Timestamp; what does not fit 64 bits of nanoseconds (beyond 1677 to 2262) ends at their limits.
    static long ReadTime(ReadOnlySpan<byte> message)
    {
        long seconds = 0, nanos = 0;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    seconds = (long)reader.UInt64();
                    break;
                case 2:
                    nanos = (int)reader.UInt64();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return seconds > long.MaxValue / NanosPerSecond - 1 ? long.MaxValue
            : seconds < long.MinValue / NanosPerSecond + 1 ? long.MinValue : seconds * NanosPerSecond + nanos;
    }

    static void ReadMetadata(ReadOnlySpan<byte> message, PushContext context)
    {
        ReadOnlySpan<byte> name = default, value = default;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    name = reader.Bytes();
                    break;
                case 2:
                    value = reader.Bytes();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        context.Metadata.AddLabel(name, value);
    }
}

using System.Buffers.Binary;
using Almagest.Server.Ingest.Otlp.Decoding;

namespace Almagest.Server.Ingest.Otlp.Metrics;

/// <summary>A data point of any kind: what all have, read in one pass.</summary>
ref struct Point
{
    internal ReadOnlySpan<byte> Message;
    internal ulong Start, Time;
    internal uint Flags;
    internal int AttributesField, ExemplarsField;
    internal RawKey Key;

    /// <summary>Whether the series has ended: there is no value.</summary>
    internal readonly bool IsStale => (Flags & 1) != 0;

    /// <summary>Reads what all kinds have and leaves the rest to their own pass.</summary>
    internal static Point Read(ReadOnlySpan<byte> message, in MetricHead head)
    {
        var (attributes, exemplars, flags) = head.Kind switch
        {
            MetricKind.Histogram => (9, 8, 10),
            MetricKind.Exponential => (1, 11, 10),
            MetricKind.Summary => (7, 0, 8),
            _ => (7, 5, 8),
        };
        var point = new Point { Message = message, AttributesField = attributes, ExemplarsField = exemplars, Key = head.Key };
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field == 2)
                point.Start = reader.Fixed64();
            else if (reader.Field == 3)
                point.Time = reader.Fixed64();
            else if (reader.Field == flags)
                point.Flags = (uint)reader.UInt64();
            else if (reader.Field == attributes)
                point.Key = point.Key.With(reader.Bytes());
            else
                reader.Skip();
        }

        return point;
    }

    /// <summary>Appends a repeated double or fixed64, packed or not.</summary>
    internal static void AddFixed(ref ProtoReader reader, List<ulong> target)
    {
        if (!reader.IsPacked)
        {
            target.Add(reader.Fixed64());
            return;
        }

        var packed = reader.Bytes();
        if (packed.Length % 8 != 0)
            throw new OtlpFormatException($"field {reader.Field} is {packed.Length} bytes long, which is not a multiple of 8");
        for (; packed.Length > 0; packed = packed[8..])
            target.Add(BinaryPrimitives.ReadUInt64LittleEndian(packed));
    }
}

using Almagest.Server.Ingest.Otlp.Decoding;

namespace Almagest.Server.Ingest.Scrape.Exposition;

/// <summary>A classic bucket.</summary>
/// <param name="Bound">Its upper bound.</param>
/// <param name="Count">Measurements up to the bound.</param>
/// <param name="Exemplar">The message of its exemplar; empty when there is none.</param>
readonly record struct ClassicBucket(double Bound, double Count, ReadOnlyMemory<byte> Exemplar)
{
    internal static ClassicBucket Read(ReadOnlySpan<byte> message)
    {
        double count = 0, countFloat = 0, bound = 0;
        byte[] exemplar = [];
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: count = reader.UInt64(); break;
                case 2: bound = reader.Double(); break;
                case 3: exemplar = reader.Bytes().ToArray(); break;
                case 4: countFloat = reader.Double(); break;
                default: reader.Skip(); break;
            }
        }

        return new(bound, countFloat != 0 ? countFloat : count, exemplar);
    }
}

/// <summary><c>google.protobuf.Timestamp</c>.</summary>
static class TimeMessage
{
    /// <summary>Unix milliseconds.</summary>
    internal static long Read(ReadOnlySpan<byte> message)
    {
        long seconds = 0, nanos = 0;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: seconds = (long)reader.UInt64(); break;
                case 2: nanos = (long)reader.UInt64(); break;
                default: reader.Skip(); break;
            }
        }

        return seconds * 1000 + nanos / 1_000_000;
    }
}

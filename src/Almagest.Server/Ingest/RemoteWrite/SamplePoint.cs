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

    /// <summary>Whether two values are the same to the store.</summary>
    internal bool HasValueOf(SamplePoint other) =>
        BitConverter.DoubleToInt64Bits(IntakeBatch.Canonical(Value)) == BitConverter.DoubleToInt64Bits(IntakeBatch.Canonical(other.Value));
}

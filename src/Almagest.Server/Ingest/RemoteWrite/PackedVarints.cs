using Almagest.Server.Ingest.Otlp.Decoding;

namespace Almagest.Server.Ingest.RemoteWrite;

/// <summary>Walks a packed field of varints.</summary>
ref struct PackedVarints(ReadOnlySpan<byte> bytes)
{
    readonly ReadOnlySpan<byte> _bytes = bytes;
    int _at;

    // Hot path: per label.
    /// <summary>The next number; false at the end.</summary>
    /// <exception cref="OtlpFormatException">The field ends in the middle of a number.</exception>
    internal bool Next(out ulong value)
    {
        value = 0;
        if (_at == _bytes.Length)
            return false;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (_at == _bytes.Length)
                break;
            var next = _bytes[_at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return true;
        }

        throw new OtlpFormatException("a packed field ends in the middle of a number");
    }
}

using Almagest.ClickHouse.Formats;

namespace Almagest.Server.Ingest.Intake;

/// <summary>128 bits over the bytes a series was sent with: two hashes, since one of 64 bits would mix up two of 2^32 series.</summary>
/// <param name="First">The first hash.</param>
/// <param name="Second">The second hash, with another seed.</param>
readonly record struct SeriesKey(ulong First, ulong Second)
{
    const ulong SecondSeed = 0x5851F42D4C957F2D;

    /// <summary>The key of <paramref name="bytes"/>.</summary>
    internal static SeriesKey Of(ReadOnlySpan<byte> bytes) => new(XxHash64.Hash(bytes), XxHash64.Hash(bytes, SecondSeed));

    /// <summary>The key with another one behind it.</summary>
    internal SeriesKey With(SeriesKey other) => new(XxHash64.Combine(First, other.First), XxHash64.Combine(Second, other.Second));

    /// <inheritdoc/>
    public override int GetHashCode() => (int)First;
}

using System.Buffers.Binary;
using System.Numerics;

namespace Almagest.Query.PromQL.Engine;

/// <summary>The hash XXH64 with seed 0 (https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md).</summary>
static class XxHash64
{
    const ulong P1 = 11400714785074694791;
    const ulong P2 = 14029467366897019727;
    const ulong P3 = 1609587929392839161;
    const ulong P4 = 9650029242287828579;
    const ulong P5 = 2870177450012600261;

    public static ulong Of(ReadOnlySpan<byte> data)
    {
        var rest = data;
        var hash = P5;
        if (data.Length >= 32)
            hash = Stripes(ref rest);
        hash += (ulong)data.Length;
        for (; rest.Length >= 8; rest = rest[8..])
            hash = (BitOperations.RotateLeft(hash ^ Round(0, BinaryPrimitives.ReadUInt64LittleEndian(rest)), 27) * P1) + P4;
        if (rest.Length >= 4)
        {
            hash = (BitOperations.RotateLeft(hash ^ (BinaryPrimitives.ReadUInt32LittleEndian(rest) * P1), 23) * P2) + P3;
            rest = rest[4..];
        }

        foreach (var each in rest)
            hash = BitOperations.RotateLeft(hash ^ (each * P5), 11) * P1;
        hash = (hash ^ (hash >> 33)) * P2;
        hash = (hash ^ (hash >> 29)) * P3;
        return hash ^ (hash >> 32);
    }

    static ulong Stripes(ref ReadOnlySpan<byte> rest)
    {
        var (a, b, c, d) = (unchecked(P1 + P2), P2, 0UL, unchecked(0 - P1));
        for (; rest.Length >= 32; rest = rest[32..])
        {
            a = Round(a, BinaryPrimitives.ReadUInt64LittleEndian(rest));
            b = Round(b, BinaryPrimitives.ReadUInt64LittleEndian(rest[8..]));
            c = Round(c, BinaryPrimitives.ReadUInt64LittleEndian(rest[16..]));
            d = Round(d, BinaryPrimitives.ReadUInt64LittleEndian(rest[24..]));
        }

        var hash = BitOperations.RotateLeft(a, 1) + BitOperations.RotateLeft(b, 7) + BitOperations.RotateLeft(c, 12) + BitOperations.RotateLeft(d, 18);
        foreach (var lane in (ReadOnlySpan<ulong>)[a, b, c, d])
            hash = ((hash ^ Round(0, lane)) * P1) + P4;
        return hash;
    }

    static ulong Round(ulong lane, ulong input) => BitOperations.RotateLeft(lane + (input * P2), 31) * P1;
}

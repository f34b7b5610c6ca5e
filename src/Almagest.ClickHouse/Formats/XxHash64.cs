using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Almagest.ClickHouse.Formats;

/// <summary>
/// XXH64 as specified at https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md. Ids in the store are made with it, so
/// its result must never change; not for use against people who choose their input to collide.
/// </summary>
public static class XxHash64
{
    const ulong Prime1 = 0x9E3779B185EBCA87;
    const ulong Prime2 = 0xC2B2AE3D27D4EB4F;
    const ulong Prime3 = 0x165667B19E3779F9;
    const ulong Prime4 = 0x85EBCA77C2B2AE63;
    const ulong Prime5 = 0x27D4EB2F165667C5;

    // Hot path: per value.
    /// <summary>The hash of <paramref name="bytes"/>.</summary>
    public static ulong Hash(ReadOnlySpan<byte> bytes, ulong seed = 0)
    {
        ref var at = ref MemoryMarshal.GetReference(bytes);
        var left = bytes.Length;
        var hash = left >= 32 ? Stripes(ref at, ref left, seed) : seed + Prime5;
        at = ref Unsafe.Add(ref at, bytes.Length - left);
        hash += (ulong)bytes.Length;
        for (; left >= 8; left -= 8, at = ref Unsafe.Add(ref at, 8))
            hash = BitOperations.RotateLeft(hash ^ Round(0, Unsafe.ReadUnaligned<ulong>(ref at)), 27) * Prime1 + Prime4;
        if (left >= 4)
        {
            hash = BitOperations.RotateLeft(hash ^ (Unsafe.ReadUnaligned<uint>(ref at) * Prime1), 23) * Prime2 + Prime3;
            at = ref Unsafe.Add(ref at, 4);
            left -= 4;
        }

        for (; left > 0; left--, at = ref Unsafe.Add(ref at, 1))
            hash = BitOperations.RotateLeft(hash ^ (at * Prime5), 11) * Prime1;
        return Avalanche(hash);
    }

    /// <summary>Folds another 64-bit value into a running hash: for keys made of several parts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Combine(ulong hash, ulong value) =>
        Avalanche(BitOperations.RotateLeft(hash ^ Round(0, value), 27) * Prime1 + Prime4);

    static ulong Stripes(ref byte start, ref int left, ulong seed)
    {
        ref var at = ref start;
        ulong a = seed + Prime1 + Prime2, b = seed + Prime2, c = seed, d = seed - Prime1;
        for (; left >= 32; left -= 32, at = ref Unsafe.Add(ref at, 32))
        {
            a = Round(a, Unsafe.ReadUnaligned<ulong>(ref at));
            b = Round(b, Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref at, 8)));
            c = Round(c, Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref at, 16)));
            d = Round(d, Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref at, 24)));
        }

        var hash = BitOperations.RotateLeft(a, 1) + BitOperations.RotateLeft(b, 7)
            + BitOperations.RotateLeft(c, 12) + BitOperations.RotateLeft(d, 18);
        return Merge(Merge(Merge(Merge(hash, a), b), c), d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong Round(ulong accumulator, ulong input) =>
        BitOperations.RotateLeft(accumulator + input * Prime2, 31) * Prime1;

    static ulong Merge(ulong hash, ulong accumulator) => (hash ^ Round(0, accumulator)) * Prime1 + Prime4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong Avalanche(ulong hash)
    {
        hash = (hash ^ (hash >> 33)) * Prime2;
        hash = (hash ^ (hash >> 29)) * Prime3;
        return hash ^ (hash >> 32);
    }
}

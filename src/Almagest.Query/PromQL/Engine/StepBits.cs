using System.Numerics;

namespace Almagest.Query.PromQL.Engine;

/// <summary>One bit per step: whether a column has a sample there. NaN can not say so, being a value.</summary>
static class StepBits
{
    /// <summary>Words for so many steps.</summary>
    public static int Words(int steps) => (steps + 63) >> 6;

    public static bool Get(ReadOnlySpan<ulong> bits, int step) => (bits[step >> 6] & (1UL << (step & 63))) != 0;

    public static void Set(Span<ulong> bits, int step) => bits[step >> 6] |= 1UL << (step & 63);

    public static void Clear(Span<ulong> bits, int step) => bits[step >> 6] &= ~(1UL << (step & 63));

    public static int Count(ReadOnlySpan<ulong> bits)
    {
        var count = 0;
        foreach (var word in bits)
            count += BitOperations.PopCount(word);
        return count;
    }

    /// <summary>The first step at or after <paramref name="from"/> that is set, or −1.</summary>
    public static int Next(ReadOnlySpan<ulong> bits, int from)
    {
        var word = from >> 6;
        if (word >= bits.Length)
            return -1;
        var rest = bits[word] & (ulong.MaxValue << (from & 63));
        while (rest == 0)
        {
            if (++word >= bits.Length)
                return -1;
            rest = bits[word];
        }

        return (word << 6) + BitOperations.TrailingZeroCount(rest);
    }

    /// <summary>Sets the first <paramref name="steps"/>.</summary>
    public static void SetAll(Span<ulong> bits, int steps)
    {
        bits.Fill(ulong.MaxValue);
        if ((steps & 63) != 0)
            bits[^1] = (1UL << (steps & 63)) - 1;
    }

    /// <summary>Whether the steps of a word are all set, when the column has so many steps.</summary>
    public static ulong FullWord(int word, int steps) => (word + 1) << 6 <= steps ? ulong.MaxValue : (1UL << (steps & 63)) - 1;
}

using System.Numerics;

namespace Almagest.Query.PromQL.Values;

/// <summary>
/// The fewest decimal digits that read back as a number, and of those the nearest to it: Schubfach (Raffaello Giulietti, "The Schubfach way to render
/// doubles", 2021). The digits of Go's shortest form; .NET's differ for a few numbers such as 2^-25.
/// </summary>
public static class ShortestDigits
{
    const int SignificandBits = 52;
    const int ExponentBias = 1075;
    const int LeastPower = -292;
    const int GreatestPower = 324;

    static readonly Power[] Powers = MakePowers();

    // Hot path: per sample of an answer.
    /// <summary>Digits and exponent of a finite number greater than 0, which is <c>Digits · 10^Exponent</c>. The last digit may be 0.</summary>
    public static (ulong Digits, int Exponent) Of(double value)
    {
        var bits = BitConverter.DoubleToUInt64Bits(value);
        var (significand, exponent) = (bits & ((1UL << SignificandBits) - 1), (int)(bits >> SignificandBits) & 0x7ff);
        var (c, q) = exponent == 0 ? (significand, 1 - ExponentBias) : (significand | (1UL << SignificandBits), exponent - ExponentBias);
        if (q is <= 0 and > -SignificandBits - 1 && (c & ((1UL << -q) - 1)) == 0)
            return (c >> -q, 0);
        // The interval of numbers that read back as this one, in quarters of its unit.
        var closer = significand == 0 && exponent > 1;
        var open = c & 1;
        var k = ((q * 1262611) - (closer ? 524031 : 0)) >> 22;
        var shift = q + ((-k * 1741647) >> 19) + 1;
        var power = Powers[-k - LeastPower];
        var lower = Scaled(power, ((4 * c) - (closer ? 1UL : 2UL)) << shift) + open;
        var middle = Scaled(power, (4 * c) << shift);
        var upper = Scaled(power, ((4 * c) + 2) << shift) - open;
        var digits = middle / 4;
        if (digits >= 10)
        {
            var fewer = digits / 10;
            var (downIn, upIn) = (lower <= 40 * fewer, (40 * fewer) + 40 <= upper);
            if (downIn != upIn)
                return (upIn ? fewer + 1 : fewer, k + 1);
        }

        var (belowIn, aboveIn) = (lower <= 4 * digits, (4 * digits) + 4 <= upper);
        if (belowIn != aboveIn)
            return (aboveIn ? digits + 1 : digits, k);
        var half = (4 * digits) + 2;
        return (middle > half || (middle == half && (digits & 1) != 0) ? digits + 1 : digits, k);
    }

    // The upper 64 bits of the product, the last of which tells whether anything is behind them.
    static ulong Scaled(Power power, ulong number)
    {
        var behind = Math.BigMul(power.Low, number, out _);
        var top = Math.BigMul(power.High, number, out var rest);
        var sum = rest + behind;
        if (sum < rest)
            top++;
        return top | (sum > 1 ? 1UL : 0UL);
    }

    // Powers of ten with 128 bits, rounded up.
    static Power[] MakePowers()
    {
        var powers = new Power[GreatestPower - LeastPower + 1];
        for (var k = LeastPower; k <= GreatestPower; k++)
        {
            var shift = ((k * 1741647) >> 19) - 127;
            var (above, below) = (k >= 0 ? BigInteger.Pow(10, k) : BigInteger.One, k < 0 ? BigInteger.Pow(10, -k) : BigInteger.One);
            if (shift < 0)
                above <<= -shift;
            else
                below <<= shift;
            var rounded = BigInteger.DivRem(above, below, out var rest) + (rest.IsZero ? 0 : 1);
            powers[k - LeastPower] = new Power((ulong)(rounded >> 64), (ulong)(rounded & ulong.MaxValue));
        }

        return powers;
    }

    readonly record struct Power(ulong High, ulong Low);
}

namespace Almagest.Query.PromQL.Values;

/// <summary>Functions that Go computes by its own method, and whose last bit therefore differs from the C library's that .NET uses.</summary>
static class GoMath
{
    const double Ln2Hi = 6.93147180369123816490e-01;
    const double Ln2Lo = 1.90821492927058770002e-10;

    /// <summary>The natural logarithm as Go computes it on amd64: the method of FreeBSD's e_log.c, which takes denormal numbers for larger ones.</summary>
    public static double Log(double value)
    {
        if (value is <= 0 or double.PositiveInfinity || double.IsNaN(value))
            return Math.Log(value);
        var bits = BitConverter.DoubleToInt64Bits(value);
        double power = (bits >> 52) - 1022;
        var mantissa = BitConverter.Int64BitsToDouble((bits & 0x000F_FFFF_FFFF_FFFF) | 0x3FE0_0000_0000_0000);
        if (mantissa < 7.07106781186547524401e-01)
            (mantissa, power) = (mantissa * 2, power - 1);
        return Logarithm(mantissa - 1, power);
    }

    /// <summary>The binary logarithm: exact for powers of two.</summary>
    public static double Log2(double value)
    {
        if (value is <= 0 or double.PositiveInfinity || double.IsNaN(value))
            return Math.Log2(value);
        var exponent = Math.ILogB(value) + 1;
        var fraction = Math.ScaleB(value, -exponent);
        return fraction == 0.5 ? exponent - 1 : (Log(fraction) * 1.44269504088896340735992468100189214) + exponent;
    }

    /// <summary>The decimal logarithm: the natural one times a constant.</summary>
    public static double Log10(double value) => Log(value) * 0.43429448190325182765112891891660508229;

    /// <summary>
    /// A power by Go's method (https://pkg.go.dev/math#Pow): the fractional part of the exponent through logarithm and exponential, the whole part by
    /// repeated squaring of the mantissa.
    /// </summary>
    public static double Pow(double value, double exponent)
    {
        var (whole, fraction) = (Math.Truncate(Math.Abs(exponent)), Math.Abs(exponent) % 1);
        // Where nothing is rounded all libraries agree.
        if (value == 0 || value == 1 || exponent is 0 or 1 || !double.IsFinite(value) || !double.IsFinite(exponent) || whole >= 1L << 53 || (fraction != 0 && value < 0))
            return Math.Pow(value, exponent);
        if (Math.Abs(exponent) == 0.5)
            return exponent > 0 ? Math.Sqrt(value) : 1 / Math.Sqrt(value);
        if (fraction > 0.5)
            (fraction, whole) = (fraction - 1, whole + 1);
        var mantissa = fraction == 0 ? 1 : Math.Exp(fraction * Log(value));
        var power = RaiseTo((long)whole, value, ref mantissa);
        return exponent < 0 ? Math.ScaleB(1 / mantissa, -power) : Math.ScaleB(mantissa, power);
    }

    /// <summary>2 to the power of the value.</summary>
    public static double Exp2(double value)
    {
        if (double.IsNaN(value) || value == double.PositiveInfinity || value > 1.0239999999999999e+03)
            return double.IsNaN(value) ? value : double.PositiveInfinity;
        if (value < -1.0740e+03)
            return 0;
        var whole = value switch { > 0 => (int)(value + 0.5), < 0 => (int)(value - 0.5), _ => 0 };
        var rest = value - whole;
        return Exponential(rest * Ln2Hi, -rest * Ln2Lo, whole);
    }

    /// <summary>Multiplies <paramref name="mantissa"/> by the mantissa of value^whole and gives back the binary exponent that is left.</summary>
    static int RaiseTo(long whole, double value, ref double mantissa)
    {
        var squareExponent = Math.ILogB(value) + 1;
        var square = Math.ScaleB(value, -squareExponent);
        var power = 0;
        for (; whole != 0; whole >>= 1)
        {
            // Far outside of what a double holds: only the exponent counts any more.
            if (squareExponent is < -(1 << 12) or > 1 << 12)
                return power + squareExponent;
            if ((whole & 1) == 1)
            {
                mantissa *= square;
                power += squareExponent;
            }

            square *= square;
            squareExponent <<= 1;
            if (Math.Abs(square) < 0.5)
                (square, squareExponent) = (square + square, squareExponent - 1);
        }

        return power;
    }

    // e^(high - low) * 2^power for |high - low| <= ln(2)/2, by the rational approximation of FreeBSD's e_exp.c.
    static double Exponential(double high, double low, int power)
    {
        const double P1 = 1.66666666666666657415e-01;
        const double P2 = -2.77777777770155933842e-03;
        const double P3 = 6.61375632143793436117e-05;
        const double P4 = -1.65339022054652515390e-06;
        const double P5 = 4.13813679705723846039e-08;
        var reduced = high - low;
        var square = reduced * reduced;
        var correction = reduced - (square * (P1 + (square * (P2 + (square * (P3 + (square * (P4 + (square * P5)))))))));
        return Math.ScaleB(1 - (low - (reduced * correction / (2 - correction)) - high), power);
    }

    // ln(1 + fraction) + power * ln(2) for sqrt(2)/2 - 1 <= fraction < sqrt(2) - 1.
    static double Logarithm(double fraction, double power)
    {
        const double L1 = 6.666666666666735130e-01;
        const double L2 = 3.999999999940941908e-01;
        const double L3 = 2.857142874366239149e-01;
        const double L4 = 2.222219843214978396e-01;
        const double L5 = 1.818357216161805012e-01;
        const double L6 = 1.531383769920937332e-01;
        const double L7 = 1.479819860511658591e-01;
        var s = fraction / (2 + fraction);
        var (s2, half) = (s * s, 0.5 * fraction * fraction);
        var s4 = s2 * s2;
        var odd = s2 * (L1 + (s4 * (L3 + (s4 * (L5 + (s4 * L7))))));
        var even = s4 * (L2 + (s4 * (L4 + (s4 * L6))));
        return (power * Ln2Hi) - (half - ((s * (half + (odd + even))) + (power * Ln2Lo)) - fraction);
    }
}

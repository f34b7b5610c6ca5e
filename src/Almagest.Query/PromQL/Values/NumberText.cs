using System.Buffers.Text;

namespace Almagest.Query.PromQL.Values;

/// <summary>Numbers as Go's <c>strconv.FormatFloat</c> writes them with as few digits as tell them from all others.</summary>
public static class NumberText
{
    /// <summary>Most bytes of a number of a sample.</summary>
    public const int LongestSample = 32;

    /// <summary>Most bytes of a number without an exponent.</summary>
    public const int LongestPlain = 400;

    const double MostWhole = 1L << 53;

    /// <summary>As values of samples are written: form <c>f</c>, but <c>e</c> below 1e-6 and from 1e21 on. Gives back how many bytes of <paramref name="text"/> it took.</summary>
    public static int WriteSample(double value, Span<byte> text)
    {
        var size = Math.Abs(value);
        return size is >= 1e21 or < 1e-6 && size != 0 && double.IsFinite(size) ? WriteExponent(value, text) : WritePlain(value, text);
    }

    // Hot path: per sample of an answer.
    /// <summary>Form <c>f</c>: no exponent however large or small the number.</summary>
    public static int WritePlain(double value, Span<byte> text)
    {
        if (!double.IsFinite(value))
            return Write(double.IsNaN(value) ? "NaN"u8 : value > 0 ? "+Inf"u8 : "-Inf"u8, text);
        var length = WriteSign(value, text);
        var size = Math.Abs(value);
        var written = 0;
        if (size < MostWhole && size == (ulong)size)
        {
            Utf8Formatter.TryFormat((ulong)size, text[length..], out written);
            return length + written;
        }

        Span<byte> digits = stackalloc byte[20];
        var (count, point) = Digits(size, digits);
        digits = digits[..count];
        if (point <= 0)
        {
            length += Write("0."u8, text[length..]);
            text.Slice(length, -point).Fill((byte)'0');
            return length - point + Write(digits, text[(length - point)..]);
        }

        if (point >= count)
        {
            length += Write(digits, text[length..]);
            text.Slice(length, point - count).Fill((byte)'0');
            return length + point - count;
        }

        length += Write(digits[..point], text[length..]);
        text[length++] = (byte)'.';
        return length + Write(digits[point..], text[length..]);
    }

    /// <summary>Form <c>e</c> of a finite number that is not 0: at least two digits of exponent, and no point without digits behind it, as in <c>1e+21</c>.</summary>
    public static int WriteExponent(double value, Span<byte> text)
    {
        var length = WriteSign(value, text);
        Span<byte> digits = stackalloc byte[20];
        var (count, point) = Digits(Math.Abs(value), digits);
        text[length++] = digits[0];
        if (count > 1)
        {
            text[length++] = (byte)'.';
            length += Write(digits[1..count], text[length..]);
        }

        var exponent = point - 1;
        text[length++] = (byte)'e';
        text[length++] = (byte)(exponent < 0 ? '-' : '+');
        exponent = Math.Abs(exponent);
        if (exponent < 10)
            text[length++] = (byte)'0';
        Utf8Formatter.TryFormat(exponent, text[length..], out var written);
        return length + written;
    }

    static int WriteSign(double value, Span<byte> text)
    {
        if (!double.IsNegative(value))
            return 0;
        text[0] = (byte)'-';
        return 1;
    }

    // The digits without zeros at their end, and how many of them stand before the point.
    static (int Count, int Point) Digits(double size, Span<byte> into)
    {
        var (digits, exponent) = ShortestDigits.Of(size);
        Utf8Formatter.TryFormat(digits, into, out var count);
        var point = count + exponent;
        while (into[count - 1] == '0')
            count--;
        return (count, point);
    }

    static int Write(ReadOnlySpan<byte> what, Span<byte> text)
    {
        what.CopyTo(text);
        return what.Length;
    }
}

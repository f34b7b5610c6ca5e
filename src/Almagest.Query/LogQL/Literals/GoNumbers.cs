using System.Globalization;
using Almagest.Query.PromQL.Engine;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.LogQL.Literals;

/// <summary>Numbers as Go's <c>strconv</c> reads and prints them, messages included: they reach users as <c>__error_details__</c>.</summary>
public static class GoNumbers
{
    /// <summary>The value of a decimal or hexadecimal floating point text, of inf and nan.</summary>
    /// <exception cref="FormatException">It is none; with Go's message.</exception>
    public static double ParseFloat(string text) =>
        TryParseFloat(text, out var value) ? value
            : throw new FormatException($"strconv.ParseFloat: parsing {GoText.Quote(text)}: {(IsTooLarge(text) ? "value out of range" : "invalid syntax")}");

    /// <summary>The same without an exception.</summary>
    public static bool TryParseFloat(string text, out double value)
    {
        value = 0;
        if (text.Contains('_', StringComparison.Ordinal))
            return HasGoodUnderscores(text) && TryParseFloat(text.Replace("_", "", StringComparison.Ordinal), out value);
        if (text.Length == 0 || char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1]))
            return false;
        if (double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value)
            && char.IsAsciiDigit(text[^1]) | text[^1] == '.')
            return double.IsFinite(value);
        var negative = text[0] == '-';
        var body = text[0] is '-' or '+' ? text.AsSpan(1) : text;
        if (body.Equals("inf", StringComparison.OrdinalIgnoreCase) || body.Equals("infinity", StringComparison.OrdinalIgnoreCase))
            value = negative ? double.NegativeInfinity : double.PositiveInfinity;
        else if (text.Equals("nan", StringComparison.OrdinalIgnoreCase))
            value = double.NaN;
        else
            return TryHexadecimal(body, negative, out value);
        return true;
    }

    /// <summary>The number as <c>%v</c> prints it: as few digits as tell it, with an exponent below 1e-4 and from 1e6.</summary>
    public static string Print(double value) => GoFloat.General(value);

    /// <summary>A signed decimal whole number of 64 bits.</summary>
    /// <exception cref="FormatException">It is none; with Go's message, which names <paramref name="function"/>.</exception>
    public static long ParseInt(string text, string function = "ParseInt")
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
            return value;
        var digits = text.AsSpan(text.Length > 0 && text[0] is '-' or '+' ? 1 : 0);
        var what = digits.Length > 0 && !digits.ContainsAnyExceptInRange('0', '9') ? "value out of range" : "invalid syntax";
        throw new FormatException($"strconv.{function}: parsing {GoText.Quote(text)}: {what}");
    }

    // Each stands between two digits.
    static bool HasGoodUnderscores(string text)
    {
        for (var i = 0; i < text.Length; i++)
            if (text[i] == '_' && (i == 0 || i == text.Length - 1 || !char.IsAsciiHexDigit(text[i - 1]) || !char.IsAsciiHexDigit(text[i + 1])))
                return false;
        return true;
    }

    static bool IsTooLarge(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsInfinity(value);

    static bool TryHexadecimal(ReadOnlySpan<char> body, bool negative, out double value)
    {
        value = 0;
        if (!body.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            return false;
        var mark = body.IndexOfAny('p', 'P');
        if (mark < 3 || !int.TryParse(body[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent))
            return false;
        var seenPoint = false;
        foreach (var digit in body[2..mark])
        {
            if (digit == '.' && !seenPoint)
            {
                seenPoint = true;
                continue;
            }

            if (!char.IsAsciiHexDigit(digit))
                return false;
            value = (value * 16) + Convert.ToInt32(digit.ToString(), 16);
            exponent -= seenPoint ? 4 : 0;
        }

        value = Math.ScaleB(negative ? -value : value, exponent);
        return true;
    }
}

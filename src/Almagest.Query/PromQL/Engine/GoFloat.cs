using System.Globalization;
using System.Text;
using Almagest.Query.PromQL.Syntax;
using Almagest.Query.PromQL.Values;

namespace Almagest.Query.PromQL.Engine;

/// <summary>Numbers as Go's <c>%g</c> and <c>%f</c> print them, and its minimum and maximum: they stand in messages and results.</summary>
static class GoFloat
{
    /// <summary><c>%g</c>: as few digits as tell the number; an exponent below 1e-4 and from 1e6.</summary>
    public static string General(double value)
    {
        if (!double.IsFinite(value) || value == 0)
            return PromQlNumbers.Format(value);
        var magnitude = Math.Abs(value);
        return magnitude is >= 1e-4 and < 1e6 ? PromQlNumbers.Format(value) : magnitude is >= 1e6 and < 1e21 ? Large(value) : Exponent(value);
    }

    // Such numbers come without an exponent here.
    static string Large(double value)
    {
        var text = PromQlNumbers.Format(Math.Abs(value));
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var digits = text.Replace(".", "", StringComparison.Ordinal).TrimEnd('0');
        return string.Create(CultureInfo.InvariantCulture,
            $"{(value < 0 ? "-" : "")}{digits[0]}{(digits.Length > 1 ? "." : "")}{digits[1..]}e+{(point < 0 ? text.Length : point) - 1:00}");
    }

    /// <summary><c>%.ng</c>: so many significant digits.</summary>
    public static string General(double value, int digits)
    {
        if (!double.IsFinite(value) || value == 0)
            return PromQlNumbers.Format(value);
        var rounded = double.Parse(value.ToString($"E{digits - 1}", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        var magnitude = Math.Abs(rounded);
        return magnitude >= 1e-4 && magnitude < Math.Pow(10, digits) ? PromQlNumbers.Format(rounded) : Exponent(rounded);
    }

    /// <summary>Go's <c>math.Max</c>: +Inf wins over NaN.</summary>
    public static double Max(double a, double b) => double.IsPositiveInfinity(a) || double.IsPositiveInfinity(b) ? double.PositiveInfinity : Math.Max(a, b);

    /// <summary>Go's <c>math.Min</c>: −Inf wins over NaN.</summary>
    public static double Min(double a, double b) => double.IsNegativeInfinity(a) || double.IsNegativeInfinity(b) ? double.NegativeInfinity : Math.Min(a, b);

    static string Exponent(double value)
    {
        Span<byte> text = stackalloc byte[NumberText.LongestSample];
        return Encoding.ASCII.GetString(text[..NumberText.WriteExponent(value, text)]);
    }
}

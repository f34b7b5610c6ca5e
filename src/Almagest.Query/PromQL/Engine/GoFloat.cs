using System.Globalization;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.PromQL.Engine;

/// <summary>Numbers as Go's <c>%g</c> and <c>%f</c> print them, and its minimum and maximum: they stand in messages and results.</summary>
static class GoFloat
{
    /// <summary><c>%g</c>: as few digits as tell the number; an exponent below 1e-4 and from 1e21.</summary>
    public static string General(double value)
    {
        if (!double.IsFinite(value) || value == 0)
            return PromQlNumbers.Format(value);
        var magnitude = Math.Abs(value);
        return magnitude is >= 1e-4 and < 1e21 ? PromQlNumbers.Format(value) : Exponent(value);
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
        // .NET's shortest form has the digits; only the exponent is written differently: 1e-05, 1e+21.
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        var mark = text.IndexOf('E', StringComparison.Ordinal);
        if (mark < 0)
        {
            var exact = value.ToString("E16", CultureInfo.InvariantCulture);
            mark = exact.IndexOf('E', StringComparison.Ordinal);
            var sign = exact.StartsWith('-') ? "-" : "";
            var digits = PromQlNumbers.Format(Math.Abs(value)).Replace(".", "", StringComparison.Ordinal).Trim('0');
            text = sign + digits[0] + (digits.Length > 1 ? "." + digits[1..] : "") + exact[mark..];
            mark = text.IndexOf('E', StringComparison.Ordinal);
        }

        var exponent = int.Parse(text.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{text[..mark]}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
    }
}

using System.Globalization;

namespace Almagest.Server.Platform.Wire;

/// <summary>Numbers as Go's <c>strconv.FormatFloat(v, 'g', -1, 64)</c>, which Prometheus' exposition uses: an exponent below 1e-4 and from 1e6 on.</summary>
static class GoNumber
{
    internal static string Format(double value)
    {
        if (double.IsNaN(value))
            return "NaN";
        if (double.IsInfinity(value))
            return value > 0 ? "+Inf" : "-Inf";
        if (value == 0)
            return double.IsNegative(value) ? "-0" : "0";
        var (digits, exponent) = Shortest(Math.Abs(value));
        return (value < 0 ? "-" : "") + Compose(digits, exponent);
    }

    /// <summary>The fewest digits that read back as the value, and the decimal exponent of the first of them.</summary>
    static (string Digits, int Exponent) Shortest(double value)
    {
        // "R" has those digits, in one of two forms.
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        var mark = text.IndexOf('E', StringComparison.Ordinal);
        var mantissa = mark < 0 ? text : text[..mark];
        var point = mantissa.IndexOf('.', StringComparison.Ordinal) is >= 0 and var at ? at : mantissa.Length;
        var all = mantissa.Replace(".", "", StringComparison.Ordinal);
        var digits = all.TrimStart('0');
        var exponent = point - 1 - (all.Length - digits.Length) + (mark < 0 ? 0 : int.Parse(text.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
        return (digits.TrimEnd('0'), exponent);
    }

    static string Compose(string digits, int exponent)
    {
        if (exponent is < -4 or >= 6)
            return string.Create(CultureInfo.InvariantCulture, $"{digits[0]}{(digits.Length > 1 ? "." + digits[1..] : "")}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
        if (exponent < 0)
            return "0." + new string('0', -exponent - 1) + digits;
        if (digits.Length <= exponent + 1)
            return digits.PadRight(exponent + 1, '0');
        return digits[..(exponent + 1)] + "." + digits[(exponent + 1)..];
    }
}

using System.Globalization;

namespace Almagest.Server.Ingest.Otlp.Metrics;

/// <summary>
/// Numbers in labels as Prometheus writes them for OTLP: the fewest digits that give the same bits back, never an exponent
/// (Go's <c>FormatFloat(v, 'f', -1, 64)</c>).
/// </summary>
static class GoFloat
{
    /// <summary>The text of <paramref name="value"/>.</summary>
    internal static string Format(double value)
    {
        if (double.IsNaN(value))
            return "NaN";
        if (double.IsInfinity(value))
            return value > 0 ? "+Inf" : "-Inf";
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        var e = text.IndexOf('E', StringComparison.Ordinal);
        return e < 0 ? text : Expand(text[..e], int.Parse(text[(e + 1)..], CultureInfo.InvariantCulture));
    }

    static string Expand(string mantissa, int exponent)
    {
        var sign = mantissa[0] == '-' ? "-" : "";
        mantissa = mantissa[sign.Length..];
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        // One digit stands before the point of a mantissa.
        var point = 1 + exponent;
        if (point <= 0)
            return sign + "0." + new string('0', -point) + digits;
        return point >= digits.Length ? sign + digits.PadRight(point, '0') : sign + digits[..point] + "." + digits[point..];
    }
}

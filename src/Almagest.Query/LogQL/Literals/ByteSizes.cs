using System.Buffers;
using System.Globalization;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.LogQL.Literals;

/// <summary>Sizes such as <c>5 MiB</c> as Loki reads and prints them (https://pkg.go.dev/github.com/dustin/go-humanize#ParseBytes).</summary>
public static class ByteSizes
{
    const string Prefixes = "kmgtpe";

    static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.,");

    static readonly string[] Printed = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];

    /// <summary>Bytes of a size; without a unit it counts bytes; commas may part the digits.</summary>
    /// <exception cref="FormatException">It is no size; with the library's message.</exception>
    public static ulong Parse(string text) => TryParse(text, out var bytes, out var fault) ? bytes : throw new FormatException(fault);

    /// <summary>The same without an exception.</summary>
    public static bool TryParse(string text, out ulong bytes, out string fault)
    {
        (bytes, fault) = (0, "");
        var end = text.AsSpan().IndexOfAnyExcept(Digits);
        var number = (end < 0 ? text : text[..end]).Replace(",", "", StringComparison.Ordinal);
        if (!GoNumbers.TryParseFloat(number, out var count))
        {
            fault = $"strconv.ParseFloat: parsing {GoText.Quote(number)}: invalid syntax";
            return false;
        }

        var unit = end < 0 ? "" : text[end..].Trim().ToLowerInvariant();
        if (Factor(unit) is not { } factor)
        {
            fault = $"unhandled size name: {unit}";
            return false;
        }

        if (count * factor >= ulong.MaxValue)
        {
            fault = $"too large: {text}";
            return false;
        }

        bytes = (ulong)(count * factor);
        return true;
    }

    /// <summary>A short decimal form: <c>82 MB</c>, <c>1.5 kB</c>.</summary>
    public static string Format(ulong bytes)
    {
        if (bytes < 10)
            return string.Create(CultureInfo.InvariantCulture, $"{bytes} B");
        var exponent = (int)Math.Floor(Math.Log(bytes) / Math.Log(1000));
        var value = Math.Floor((bytes / Math.Pow(1000, exponent) * 10) + 0.5) / 10;
        return string.Create(CultureInfo.InvariantCulture, $"{value.ToString(value < 10 ? "0.0" : "0", CultureInfo.InvariantCulture)} {Printed[exponent]}");
    }

    static double? Factor(string unit)
    {
        if (unit is "" or "b")
            return 1;
        var power = Prefixes.IndexOf(unit[0], StringComparison.Ordinal) + 1;
        if (power == 0)
            return null;
        return unit[1..] switch { "" or "b" => Math.Pow(1000, power), "i" or "ib" => Math.Pow(1024, power), _ => null };
    }
}

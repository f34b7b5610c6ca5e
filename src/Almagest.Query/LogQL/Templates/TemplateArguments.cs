using System.Globalization;
using Almagest.Query.LogQL.Literals;

namespace Almagest.Query.LogQL.Templates;

/// <summary>Reads arguments of functions.</summary>
static class TemplateArguments
{
    /// <summary>A text.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    internal static string Text(object? value) => value switch
    {
        string text => text,
        _ => throw new ArgumentKindException("string", value),
    };

    /// <summary>A whole number of Go's own kind, which texts are not.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    internal static int Whole(object? value) => value switch
    {
        long number => (int)Math.Clamp(number, int.MinValue, int.MaxValue),
        double number when number == Math.Truncate(number) => (int)number,
        _ => throw new ArgumentKindException("int", value),
    };

    /// <summary>Anything as a whole number, 0 when it is none, as the sprig library converts.</summary>
    internal static long ToWhole(object? value) => value switch
    {
        long number => number,
        double number => double.IsFinite(number) ? (long)number : 0,
        bool truth => truth ? 1 : 0,
        string text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
            : GoNumbers.TryParseFloat(text, out var fraction) && double.IsFinite(fraction) && text.Contains('.', StringComparison.Ordinal) ? (long)fraction : 0,
        _ => 0,
    };

    /// <summary>Anything as a number, 0 when it is none, as the sprig library converts.</summary>
    internal static double ToNumber(object? value) => value switch
    {
        long number => number,
        double number => number,
        bool truth => truth ? 1 : 0,
        string text => GoNumbers.TryParseFloat(text, out var number) ? number : 0,
        _ => 0,
    };
}

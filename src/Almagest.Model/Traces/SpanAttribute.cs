using System.Globalization;

namespace Almagest.Model.Traces;

/// <summary>An attribute as the vault keeps it: its value as text and one letter for the type it was sent with.</summary>
/// <param name="Key">Name.</param>
/// <param name="Text">The value as text: integers in decimal, doubles shortest, lists and maps as JSON, bytes in base64.</param>
/// <param name="Type">s string, i integer, d double, b boolean, a array, m map, y bytes, n empty.</param>
public readonly record struct SpanAttribute(string Key, string Text, char Type = 's')
{
    /// <summary>The value when it is a whole number.</summary>
    public long? Integer => Type == 'i' && long.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>The value when it is a number of either kind.</summary>
    public double? Number => Type is 'i' or 'd' && double.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;
}

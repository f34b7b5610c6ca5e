using System.Globalization;
using System.Text;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.LogQL.Templates;

/// <summary>Prints and reads times by an example of them, as Go does (https://pkg.go.dev/time#Layout): <c>2006-01-02 15:04:05</c>.</summary>
static class GoTimeLayout
{
    // Longer ones first where one begins another.
    static readonly string[] Elements =
    [
        "January", "Jan", "Monday", "Mon", "MST", "2006", "-07:00:00", "-07:00", "-070000", "-0700", "-07", "Z07:00:00", "Z07:00", "Z070000", "Z0700", "Z07",
        "002", "01", "02", "03", "04", "05", "06", "15", "PM", "pm", "__2", "_2", "1", "2", "3", "4", "5",
    ];

    internal static string Format(string layout, GoTime time)
    {
        var (local, text) = (time.Local, new StringBuilder());
        for (var at = 0; at < layout.Length;)
        {
            if (Fraction(layout, at) is var digits && digits > 0)
            {
                text.Append(Fraction(layout[at], layout[at + 1], digits, time.FractionNano));
                at += digits + 1;
            }
            else if (Find(layout, at) is { } element)
            {
                text.Append(Print(element, local, time.Zone));
                at += element.Length;
            }
            else
                text.Append(layout[at++]);
        }

        return text.ToString();
    }

    /// <exception cref="FormatException">The text is not as the layout.</exception>
    internal static GoTime Parse(string layout, string value, TimeZoneInfo zone)
    {
        var fields = new GoTimeFields();
        var read = 0;
        for (var at = 0; at < layout.Length;)
        {
            if (Fraction(layout, at) is var digits && digits > 0)
            {
                at += digits + 1;
                read = fields.ReadFraction(value, read);
            }
            else if (Find(layout, at) is { } element)
            {
                read = fields.Read(element, value, read);
                at += element.Length;
                // A fraction may follow the seconds whether or not the layout has one.
                if (element is "05" or "5" && Fraction(layout, at) == 0)
                    read = fields.ReadFraction(value, read);
            }
            else if (read >= 0 && read < value.Length && value[read] == layout[at])
                (at, read) = (at + 1, read + 1);
            else
                read = -1;
            if (read < 0)
                throw new FormatException($"parsing time {GoText.Quote(value)} as {GoText.Quote(layout)}: cannot parse {GoText.Quote(value)} as {GoText.Quote(layout)}");
        }

        return read == value.Length ? fields.ToTime(zone) : throw new FormatException($"parsing time {GoText.Quote(value)}: extra text: {GoText.Quote(value[read..])}");
    }

    static string? Find(string layout, int at)
    {
        foreach (var element in Elements)
            if (layout.AsSpan(at).StartsWith(element) && !(element == "Jan" && at + 3 < layout.Length && char.IsLower(layout[at + 3])))
                return element;
        return null;
    }

    /// <summary>How many digits a fraction such as <c>.000</c> or <c>,999</c> has that begins here; 0 for none.</summary>
    static int Fraction(string layout, int at)
    {
        if (at + 1 >= layout.Length || layout[at] is not ('.' or ',') || layout[at + 1] is not ('0' or '9'))
            return 0;
        var end = at + 1;
        while (end < layout.Length && layout[end] == layout[at + 1])
            end++;
        return end < layout.Length && char.IsAsciiDigit(layout[end]) ? 0 : end - at - 1;
    }

    static string Fraction(char point, char kind, int digits, long unixNano)
    {
        var nanos = ((unixNano % 1_000_000_000) + 1_000_000_000) % 1_000_000_000;
        var text = nanos.ToString("000000000", CultureInfo.InvariantCulture).PadRight(digits, '0')[..digits];
        if (kind == '9')
            text = text.TrimEnd('0');
        return text.Length == 0 ? "" : point + text;
    }

    static string Print(string element, DateTimeOffset t, TimeZoneInfo zone) => element switch
    {
        "January" => t.ToString("MMMM", CultureInfo.InvariantCulture),
        "Jan" => t.ToString("MMM", CultureInfo.InvariantCulture),
        "Monday" => t.ToString("dddd", CultureInfo.InvariantCulture),
        "Mon" => t.ToString("ddd", CultureInfo.InvariantCulture),
        "2006" => t.ToString("yyyy", CultureInfo.InvariantCulture),
        "06" => t.ToString("yy", CultureInfo.InvariantCulture),
        "01" => t.ToString("MM", CultureInfo.InvariantCulture),
        "1" => Number(t.Month),
        "02" => t.ToString("dd", CultureInfo.InvariantCulture),
        "_2" => Number(t.Day).PadLeft(2),
        "2" => Number(t.Day),
        "002" => t.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
        "__2" => Number(t.DayOfYear).PadLeft(3),
        "15" => t.ToString("HH", CultureInfo.InvariantCulture),
        "03" => t.ToString("hh", CultureInfo.InvariantCulture),
        "3" => t.ToString("%h", CultureInfo.InvariantCulture),
        "04" => t.ToString("mm", CultureInfo.InvariantCulture),
        "4" => Number(t.Minute),
        "05" => t.ToString("ss", CultureInfo.InvariantCulture),
        "5" => Number(t.Second),
        "PM" => t.Hour < 12 ? "AM" : "PM",
        "pm" => t.Hour < 12 ? "am" : "pm",
        "MST" => Abbreviation(t, zone),
        _ => Offset(element, t.Offset),
    };

    static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    static string Abbreviation(DateTimeOffset t, TimeZoneInfo zone)
    {
        if (t.Offset == TimeSpan.Zero && zone.Equals(TimeZoneInfo.Utc))
            return "UTC";
        // The system knows zones by long names only; Go prints the offset where it has no short one.
        var hours = t.Offset.ToString(t.Offset.Minutes == 0 ? "hh" : "hhmm", CultureInfo.InvariantCulture);
        return (t.Offset < TimeSpan.Zero ? "-" : "+") + hours;
    }

    static string Offset(string element, TimeSpan offset)
    {
        if (element[0] == 'Z' && offset == TimeSpan.Zero)
            return "Z";
        var colon = element.Contains(':', StringComparison.Ordinal) ? ":" : "";
        var digits = element.Count(char.IsAsciiDigit);
        var text = (offset < TimeSpan.Zero ? "-" : "+") + offset.ToString("hh", CultureInfo.InvariantCulture);
        if (digits >= 4)
            text += colon + offset.ToString("mm", CultureInfo.InvariantCulture);
        return digits >= 6 ? text + colon + offset.ToString("ss", CultureInfo.InvariantCulture) : text;
    }
}

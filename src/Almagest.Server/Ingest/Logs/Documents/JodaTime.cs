using System.Globalization;
using System.Text;

namespace Almagest.Server.Ingest.Logs.Documents;

/// <summary>Times in UTC by the letters of Joda-Time, which Logstash takes (https://www.joda.org/joda-time/key_format.html): <c>YYYY.MM.dd</c>, <c>xxxx.ww</c>.</summary>
static class JodaTime
{
    /// <summary>The time as text; null when the form has letters that mean nothing.</summary>
    internal static string? Format(string form, DateTimeOffset time)
    {
        var text = new StringBuilder();
        for (var at = 0; at < form.Length;)
        {
            if (form[at] == '\'')
            {
                at = Quoted(form, at, text);
                continue;
            }

            var end = at;
            while (end < form.Length && form[end] == form[at])
                end++;
            if (!char.IsAsciiLetter(form[at]))
                text.Append(form, at, end - at);
            else if (Part(form[at], end - at, time) is { } part)
                text.Append(part);
            else
                return null;
            at = end;
        }

        return text.ToString();
    }

    /// <summary>A text in quotes as it is, two quotes as one; returns where it ends.</summary>
    static int Quoted(string form, int at, StringBuilder text)
    {
        var end = form.IndexOf('\'', at + 1);
        if (end < 0)
            end = form.Length;
        text.Append(end == at + 1 ? "'" : form[(at + 1)..end]);
        return Math.Min(end + 1, form.Length);
    }

    static string? Part(char letter, int count, DateTimeOffset time) => letter switch
    {
        'Y' or 'y' => Year(time.Year, count),
        'x' => Year(ISOWeek.GetYear(time.UtcDateTime), count),
        'M' when count > 2 => time.ToString(count == 3 ? "MMM" : "MMMM", CultureInfo.InvariantCulture),
        'M' => Number(time.Month, count),
        'w' => Number(ISOWeek.GetWeekOfYear(time.UtcDateTime), count),
        'D' => Number(time.DayOfYear, count),
        'd' => Number(time.Day, count),
        'e' => Number(time.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)time.DayOfWeek, count),
        'E' => time.ToString(count < 4 ? "ddd" : "dddd", CultureInfo.InvariantCulture),
        'H' => Number(time.Hour, count),
        'm' => Number(time.Minute, count),
        's' => Number(time.Second, count),
        'S' => time.ToString("fffffff", CultureInfo.InvariantCulture).PadRight(count, '0')[..count],
        'Z' => count == 1 ? "+0000" : "+00:00",
        _ => null,
    };

    static string Year(int year, int count) => count == 2 ? Number(year % 100, 2) : Number(year, count);

    static string Number(int number, int count) => number.ToString(CultureInfo.InvariantCulture).PadLeft(count, '0');
}

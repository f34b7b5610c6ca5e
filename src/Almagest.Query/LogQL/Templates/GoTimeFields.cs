using System.Globalization;

namespace Almagest.Query.LogQL.Templates;

/// <summary>Collects the parts of a time that is read. Every reading gives back the place behind it, −1 when the text is something else.</summary>
sealed class GoTimeFields
{
    static readonly DateTimeFormatInfo Names = CultureInfo.InvariantCulture.DateTimeFormat;

    int _year, _month = 1, _day = 1, _dayOfYear, _hour, _minute, _second;
    long _nanos;
    bool _pm, _am;
    TimeSpan? _offset;

    internal int Read(string element, string text, int at) => at < 0 ? -1 : element switch
    {
        "January" => Name(Names.MonthNames, text, at, ref _month),
        "Jan" => Name(Names.AbbreviatedMonthNames, text, at, ref _month),
        "Monday" => SkipName(Names.DayNames, text, at),
        "Mon" => SkipName(Names.AbbreviatedDayNames, text, at),
        "2006" => Digits(text, at, 4, 4, ref _year),
        "06" => Year2(text, at),
        "01" => Digits(text, at, 2, 2, ref _month),
        "1" => Digits(text, at, 1, 2, ref _month),
        "02" => Digits(text, at, 2, 2, ref _day),
        "2" => Digits(text, at, 1, 2, ref _day),
        "_2" => Digits(text, at + (at < text.Length && text[at] == ' ' ? 1 : 0), 1, 2, ref _day),
        "002" or "__2" => Digits(text, at, 1, 3, ref _dayOfYear),
        "15" => Digits(text, at, 2, 2, ref _hour),
        "03" => Digits(text, at, 2, 2, ref _hour),
        "3" => Digits(text, at, 1, 2, ref _hour),
        "04" => Digits(text, at, 2, 2, ref _minute),
        "4" => Digits(text, at, 1, 2, ref _minute),
        "05" => Digits(text, at, 2, 2, ref _second),
        "5" => Digits(text, at, 1, 2, ref _second),
        "PM" or "pm" => HalfDay(text, at),
        "MST" => Zone(text, at),
        _ => Offset(element, text, at),
    };

    internal int ReadFraction(string text, int at)
    {
        if (at < 0 || at + 1 >= text.Length || text[at] is not ('.' or ',') || !char.IsAsciiDigit(text[at + 1]))
            return at;
        var end = at + 1;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
            end++;
        _nanos = long.Parse(text[(at + 1)..end].PadRight(9, '0')[..9], CultureInfo.InvariantCulture);
        return end;
    }

    internal GoTime ToTime(TimeZoneInfo zone)
    {
        var hour = _pm && _hour < 12 ? _hour + 12 : _am && _hour == 12 ? 0 : _hour;
        try
        {
            var clock = new DateTime(Math.Max(_year, 1), _month, _day, hour, _minute, _second, DateTimeKind.Unspecified);
            if (_dayOfYear > 0)
                clock = clock.AddDays(_dayOfYear - clock.DayOfYear);
            var offset = _offset ?? zone.GetUtcOffset(clock);
            var moment = new DateTimeOffset(clock, offset);
            return new GoTime(checked(((moment.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) * 100) + _nanos), zone);
        }
        catch (ArgumentOutOfRangeException)
        {
            throw new FormatException("parsing time: value out of range");
        }
    }

    int Year2(string text, int at)
    {
        var end = Digits(text, at, 2, 2, ref _year);
        _year += _year >= 69 ? 1900 : 2000;
        return end;
    }

    int HalfDay(string text, int at)
    {
        if (at + 2 > text.Length)
            return -1;
        _pm = text.AsSpan(at, 2).Equals("pm", StringComparison.OrdinalIgnoreCase);
        _am = text.AsSpan(at, 2).Equals("am", StringComparison.OrdinalIgnoreCase);
        return _pm || _am ? at + 2 : -1;
    }

    int Zone(string text, int at)
    {
        var end = at;
        while (end < text.Length && char.IsAsciiLetterUpper(text[end]))
            end++;
        if (text.AsSpan(at, end - at) is "UTC" or "GMT")
            _offset = TimeSpan.Zero;
        return end - at >= 3 ? end : -1;
    }

    int Offset(string element, string text, int at)
    {
        if (element[0] == 'Z' && at < text.Length && text[at] == 'Z')
        {
            _offset = TimeSpan.Zero;
            return at + 1;
        }

        if (at >= text.Length || text[at] is not ('+' or '-'))
            return -1;
        var (sign, hours, minutes) = (text[at] == '-' ? -1 : 1, 0, 0);
        var end = Digits(text, at + 1, 2, 2, ref hours);
        if (element.Count(char.IsAsciiDigit) >= 4)
        {
            if (element.Contains(':', StringComparison.Ordinal))
                end = end >= 0 && end < text.Length && text[end] == ':' ? end + 1 : -1;
            end = Digits(text, end, 2, 2, ref minutes);
        }

        _offset = sign * new TimeSpan(hours, minutes, 0);
        return end;
    }

    static int Name(string[] names, string text, int at, ref int value)
    {
        for (var i = 0; i < names.Length; i++)
        {
            if (names[i].Length == 0 || !text.AsSpan(at).StartsWith(names[i], StringComparison.OrdinalIgnoreCase))
                continue;
            value = i + 1;
            return at + names[i].Length;
        }

        return -1;
    }

    static int SkipName(string[] names, string text, int at)
    {
        var ignored = 0;
        return Name(names, text, at, ref ignored);
    }

    static int Digits(string text, int at, int least, int most, ref int value)
    {
        if (at < 0)
            return -1;
        var end = at;
        while (end < text.Length && end - at < most && char.IsAsciiDigit(text[end]))
            end++;
        if (end - at < least)
            return -1;
        value = int.Parse(text.AsSpan(at, end - at), CultureInfo.InvariantCulture);
        return end;
    }
}

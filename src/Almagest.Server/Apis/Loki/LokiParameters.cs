using System.Globalization;
using Almagest.Query.LogQL.Engine;
using Almagest.Query.LogQL.Literals;
using Almagest.Query.PromQL.Syntax;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Almagest.Server.Apis.Loki;

/// <summary>The parameters of a request, read as Loki reads them: those of the form come before those of the address.</summary>
sealed class LokiParameters
{
    const long Second = 1_000_000_000;
    const long MostPoints = 11_000;

    readonly IFormCollection? _form;
    readonly IQueryCollection _query;

    LokiParameters(IQueryCollection query, IFormCollection? form, long nowNano) => (_query, _form, NowNano) = (query, form, nowNano);

    /// <summary>The present, Unix nanoseconds.</summary>
    internal long NowNano { get; }

    internal static async ValueTask<LokiParameters> ReadAsync(HttpContext context, TimeProvider time)
    {
        var form = context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : null;
        return new LokiParameters(context.Request.Query, form, (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100);
    }

    /// <summary>The first value, empty when there is none.</summary>
    internal string Text(string name) => All(name) is { Count: > 0 } values ? values[0] ?? "" : "";

    internal StringValues All(string name) =>
        StringValues.Concat(_form is not null && _form.TryGetValue(name, out var posted) ? posted : default, _query[name]);

    /// <summary>Begin and end: the hour before now unless given; <c>since</c> counts back from the end.</summary>
    internal (long Start, long End) Bounds()
    {
        var since = 3600 * Second;
        if (Text("since") is { Length: > 0 } text)
        {
            try
            {
                since = PromQlNumbers.ParseDuration(text) * 1_000_000;
            }
            catch (FormatException fault)
            {
                throw new LokiErrorException($"could not parse 'since' parameter: {fault.Message}");
            }
        }

        var end = Time("end", NowNano);
        return (Time("start", Math.Min(end, NowNano) - since), end);
    }

    /// <summary>Bounds of which the end is not before the start.</summary>
    internal (long Start, long End) OrderedBounds()
    {
        var (start, end) = Bounds();
        return end < start ? throw new LokiErrorException("end timestamp must not be before or equal to start time") : (start, end);
    }

    /// <summary>The time of a single evaluation.</summary>
    internal long InstantTime() => ParseTime(Text("time")) is { } time ? time : throw Number("time");

    /// <summary>The step; without one a 250th of the range in whole seconds.</summary>
    internal long Step(long start, long end)
    {
        var step = Text("step") is { Length: > 0 } text ? SecondsOrDuration(text) : Math.Max((end - start) / Second / 250, 1) * Second;
        if (step <= 0)
            throw new LokiErrorException("zero or negative query resolution step widths are not accepted. Try a positive integer");
        return (end - start) / step > MostPoints
            ? throw new LokiErrorException("exceeded maximum resolution of 11,000 points per time series. Try increasing the value of the step parameter") : step;
    }

    internal long Interval()
    {
        var interval = Text("interval") is { Length: > 0 } text ? SecondsOrDuration(text) : 0;
        return interval < 0 ? throw new LokiErrorException("interval must be >= 0") : interval;
    }

    internal int Limit(string name = "limit", int absent = 100)
    {
        var text = Text(name);
        if (text.Length == 0)
            return absent;
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var limit))
            throw new LokiErrorException($"strconv.Atoi: parsing {Quote(text)}: invalid syntax");
        return limit > 0 ? limit : throw new LokiErrorException("limit must be a positive value");
    }

    internal LogDirection Direction() => Text("direction").ToUpperInvariant() switch
    {
        "" or "BACKWARD" => LogDirection.Backward,
        "FORWARD" => LogDirection.Forward,
        _ => throw new LokiErrorException($"invalid direction '{Text("direction")}'"),
    };

    static long SecondsOrDuration(string text)
    {
        if (GoNumbers.TryParseFloat(text, out var seconds))
            return seconds * Second is var nanos && Math.Abs(nanos) < long.MaxValue ? (long)nanos
                : throw new LokiErrorException($"cannot parse {Quote(text)} to a valid duration. It overflows int64");
        try
        {
            return PromQlNumbers.ParseDuration(text) * 1_000_000;
        }
        catch (FormatException)
        {
            throw new LokiErrorException($"cannot parse {Quote(text)} to a valid duration");
        }
    }

    long Time(string name, long absent) => Text(name) is { Length: > 0 } text
        ? ParseTime(text) ?? throw new LokiErrorException($"could not parse '{name}' parameter: strconv.ParseInt: parsing {Quote(text)}: invalid syntax") : absent;

    LokiErrorException Number(string name) => new($"strconv.ParseInt: parsing {Quote(Text(name))}: invalid syntax");

    static string Quote(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    /// <summary>Nanoseconds of a time in seconds with a point, in seconds of up to ten digits, in nanoseconds, or of RFC 3339.</summary>
    long? ParseTime(string text)
    {
        if (text.Length == 0)
            return NowNano;
        if (text.Contains('.', StringComparison.Ordinal) && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && Math.Abs(seconds) < 9_000_000_000)
        {
            // Loki keeps milliseconds of a fraction.
            var whole = Math.Truncate(seconds);
            return ((long)whole * Second) + (long)(Math.Round((seconds - whole) * 1000, MidpointRounding.AwayFromZero) * 1_000_000);
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return text.Length <= 10 ? number * Second : number;
        return text.Length >= 20 && text[10] == 'T' && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment)
            ? (moment - DateTimeOffset.UnixEpoch).Ticks * 100 : null;
    }
}

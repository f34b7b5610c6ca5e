using System.Globalization;
using Almagest.Query.PromQL.Sources;
using Almagest.Query.PromQL.Syntax;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Almagest.Server.Apis.Prometheus;

/// <summary>The parameters of a request: those of the address and, for POST, those of the form, which come first.</summary>
sealed class PrometheusParameters
{
    // What Prometheus takes for the beginning and the end of time; clients send them as text.
    const string EarliestText = "-292273086-05-16T16:47:06Z";
    const string LatestText = "292277025-08-18T07:12:54.999999999Z";

    // Far enough for every query, near enough that no sum of times overflows.
    internal const long EarliestMs = long.MinValue / 4;
    internal const long LatestMs = long.MaxValue / 4;

    readonly Dictionary<string, StringValues> _form;
    readonly IQueryCollection _query;

    PrometheusParameters(IQueryCollection query, Dictionary<string, StringValues> form) => (_query, _form) = (query, form);

    internal static async ValueTask<PrometheusParameters> ReadAsync(HttpContext context)
    {
        return new PrometheusParameters(context.Request.Query, await ReadFormAsync(context));
    }

    // The form of the framework refuses characters that a query may hold, and that only its parser can name.
    static async ValueTask<Dictionary<string, StringValues>> ReadFormAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType)
            return [];
        if (context.Request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true)
            return (await context.Request.ReadFormAsync(context.RequestAborted)).ToDictionary(StringComparer.Ordinal);
        using var reader = new StreamReader(context.Request.Body);
        return QueryHelpers.ParseQuery(await reader.ReadToEndAsync(context.RequestAborted));
    }

    /// <summary>The first value, empty when there is none.</summary>
    internal string Text(string name) => All(name) is { Count: > 0 } values ? values[0] ?? "" : "";

    internal StringValues All(string name) =>
        StringValues.Concat(_form.GetValueOrDefault(name), _query[name]);

    /// <summary>A time in Unix milliseconds: seconds since 1970 or RFC 3339.</summary>
    /// <exception cref="PrometheusErrorException">It is neither.</exception>
    internal long Time(string name, long absent)
    {
        var text = Text(name);
        return text.Length == 0 ? absent : ParseTime(text) ?? throw PrometheusErrorException.Parameter(name, $"invalid time value for '{name}': cannot parse {Quote(text)} to a valid timestamp");
    }

    /// <summary>A number of metadata requests, whose message is their own; below 0 when absent.</summary>
    /// <exception cref="PrometheusErrorException">It is no number.</exception>
    internal int PlainLimit(string name)
    {
        var text = Text(name);
        if (text.Length == 0)
            return -1;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var limit) ? limit : throw new PrometheusErrorException("bad_data", $"{name} must be a number");
    }

    /// <summary>A duration in milliseconds: seconds or such as <c>5m</c>.</summary>
    /// <exception cref="PrometheusErrorException">It is neither.</exception>
    internal long? Duration(string name)
    {
        var text = Text(name);
        if (text.Length == 0)
            return null;
        if (TryNumber(text, out var seconds))
        {
            var nanos = seconds * 1e9;
            return nanos is > long.MaxValue or < long.MinValue
                ? throw PrometheusErrorException.Parameter(name, $"cannot parse {Quote(text)} to a valid duration. It overflows int64")
                : (long)nanos / 1_000_000;
        }

        try
        {
            return PromQlNumbers.ParseDuration(text);
        }
        catch (FormatException)
        {
            throw PrometheusErrorException.Parameter(name, $"cannot parse {Quote(text)} to a valid duration");
        }
    }

    /// <summary>How many entries an answer may have; 0 means all.</summary>
    /// <exception cref="PrometheusErrorException">It is no number, or below 0.</exception>
    internal int Limit(string name = "limit")
    {
        var text = Text(name);
        if (text.Length == 0)
            return 0;
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var limit))
            throw PrometheusErrorException.Parameter(name, $"strconv.Atoi: parsing {Quote(text)}: {(text.AsSpan().TrimStart("+-").ContainsAnyExceptInRange('0', '9') ? "invalid syntax" : "value out of range")}");
        return limit >= 0 ? limit : throw PrometheusErrorException.Parameter(name, "limit must be non-negative");
    }

    /// <summary>The matchers of every <c>match[]</c>.</summary>
    /// <param name="fault">What an endpoint makes of the message; without it the message stands alone.</param>
    /// <exception cref="PrometheusErrorException">One is no selector, or would match everything.</exception>
    internal IReadOnlyList<IReadOnlyList<LabelMatcher>> Selectors(Func<string, PrometheusErrorException>? fault = null)
    {
        fault ??= static message => new PrometheusErrorException("bad_data", message);
        var selectors = new List<IReadOnlyList<LabelMatcher>>();
        foreach (var text in All("match[]"))
        {
            try
            {
                selectors.Add(PromQlParser.ParseSelector(text ?? "").Matchers);
            }
            catch (PromQlParseException error)
            {
                throw fault(error.Message);
            }
        }

        return selectors.Any(static matchers => matchers.All(static m => m.Matches(""))) ? throw fault("match[] must contain at least one non-empty matcher") : selectors;
    }

    internal static long? ParseTime(string text)
    {
        if (TryNumber(text, out var seconds))
        {
            // As Prometheus: whole seconds apart from the fraction, which is rounded to milliseconds.
            var whole = Math.Truncate(seconds);
            return double.IsFinite(seconds) && Math.Abs(whole) < LatestMs / 1000.0 ? (long)whole * 1000 + (long)Math.Round((seconds - whole) * 1000, MidpointRounding.AwayFromZero) : null;
        }

        return text switch
        {
            EarliestText => EarliestMs,
            LatestText => LatestMs,
            _ => IsRfc3339(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time.ToUnixTimeMilliseconds() : null,
        };
    }

    internal static string Quote(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    // .NET would also read dates without time or zone, which Prometheus refuses.
    static bool IsRfc3339(string text) => text.Length >= 20 && text[10] == 'T' && (text[^1] == 'Z' || text[^6] is '+' or '-');

    static bool TryNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out number);
}

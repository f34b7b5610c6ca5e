using System.Globalization;
using Almagest.Model;
using Almagest.Telemetry.Traces;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Apis.Jaeger;

/// <summary>Parameters of Jaeger's metrics API: times and durations in milliseconds.</summary>
static class MonitorQuery
{
    const int MaxPoints = 11_000;

    static readonly string[] Kinds = ["unspecified", "internal", "server", "client", "producer", "consumer"];

    /// <exception cref="UserErrorException">A parameter is missing or malformed.</exception>
    internal static RateQuestion Read(IQueryCollection query, DateTimeOffset now)
    {
        var services = query["service"].Where(static s => !string.IsNullOrEmpty(s)).Select(static s => s ?? "").ToList();
        if (services.Count == 0)
            throw Fault("service", "please provide at least one service name");
        var kinds = query["spanKind"].Select(static k => k ?? "").ToList();
        if (kinds.Find(static k => !Kinds.Contains(k)) is { } unknown)
            throw Fault("spanKind", $"unsupported span kind: '{unknown}'");
        var byOperation = query["groupByOperation"].ToString() switch
        {
            "" or "0" or "f" or "F" or "false" or "False" or "FALSE" => false,
            "1" or "t" or "T" or "true" or "True" or "TRUE" => true,
            var text => throw Fault("groupByOperation", $"strconv.ParseBool: parsing \"{text}\": invalid syntax"),
        };
        var end = Millis(query, "endTs") is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : now;
        var lookback = Duration(query, "lookback", TimeSpan.FromHours(1));
        var step = Duration(query, "step", TimeSpan.FromSeconds(5));
        if (lookback / step > MaxPoints)
            throw Fault("step", $"{step.TotalMilliseconds} gives more than {MaxPoints} points: use a larger one");
        return new RateQuestion(services, kinds.Count == 0 ? ["server"] : kinds, byOperation, end - lookback, end, step, Duration(query, "ratePer", TimeSpan.FromMinutes(10)));
    }

    internal static double Quantile(IQueryCollection query)
    {
        var text = query["quantile"].ToString();
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var quantile) && quantile is >= 0 and <= 1
            ? quantile : throw Fault("quantile", $"strconv.ParseFloat: parsing \"{text}\": invalid syntax");
    }

    static TimeSpan Duration(IQueryCollection query, string name, TimeSpan otherwise) => Millis(query, name) switch
    {
        null => otherwise,
        > 0 and var millis => TimeSpan.FromMilliseconds(millis),
        var millis => throw Fault(name, $"{millis} is not positive"),
    };

    static long? Millis(IQueryCollection query, string name)
    {
        var text = query[name].ToString();
        if (text.Length == 0)
            return null;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var millis) && Math.Abs(millis) < 10_000_000_000_000
            ? millis : throw Fault(name, $"strconv.ParseInt: parsing \"{text}\": invalid syntax");
    }

    static UserErrorException Fault(string name, string message) => new(UserErrorKind.Invalid, "bad_parameter", $"unable to parse param '{name}': {message}");
}

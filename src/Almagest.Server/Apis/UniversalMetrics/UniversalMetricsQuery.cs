using System.Globalization;
using Almagest.Model;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Apis.UniversalMetrics;

/// <summary>Which records are asked for.</summary>
/// <param name="FromUnixNano">The earliest time, included.</param>
/// <param name="ToUnixNano">The latest time, included.</param>
/// <param name="SourceSystem">Only this source; null for all.</param>
/// <param name="MetricType">Only this type; null for all.</param>
/// <param name="Tags">Only records with all of these tags.</param>
/// <param name="Limit">At most this many, the latest first.</param>
sealed record UniversalMetricsQuery(
    long FromUnixNano, long ToUnixNano, string? SourceSystem, string? MetricType, IReadOnlyList<KeyValuePair<string, string>> Tags, int Limit)
{
    const int DefaultLimit = 1000;
    const int MaxLimit = 100_000;
    const string TagPrefix = "tag.";

    /// <summary>Reads the query string.</summary>
    /// <exception cref="UserErrorException">A parameter is unknown or cannot be read.</exception>
    internal static UniversalMetricsQuery Parse(IQueryCollection query)
    {
        var result = new UniversalMetricsQuery(0, long.MaxValue, null, null, [], DefaultLimit);
        List<KeyValuePair<string, string>> tags = [];
        foreach (var (name, values) in query)
        {
            var value = values.Count == 1 ? values.ToString() : throw Bad(name, "must be given once");
            if (name.StartsWith(TagPrefix, StringComparison.Ordinal) && name.Length > TagPrefix.Length) tags.Add(new(name[TagPrefix.Length..], value));
            else result = result.With(name, value);
        }

        return result with { Tags = tags };
    }

    UniversalMetricsQuery With(string name, string value) => name switch
    {
        "from" => this with { FromUnixNano = Time(name, value) },
        "to" => this with { ToUnixNano = Time(name, value) },
        "source_system" => this with { SourceSystem = value },
        "metric_type" => this with { MetricType = value },
        "limit" => this with { Limit = Number(value) },
        _ => throw Bad(name, "is not known; expected from, to, source_system, metric_type, tag.<name> or limit"),
    };

    // A plus sign that was not encoded arrives as a blank.
    static long Time(string name, string value) => Rfc3339.TryParse(value.Replace(' ', '+'), out var time) ? time
        : throw Bad(name, $"must be an RFC 3339 time such as 2026-01-31T12:00:00Z, got \"{value}\"");

    static int Number(string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MaxLimit ? limit
        : throw Bad("limit", $"must be a number from 1 to {MaxLimit}, got \"{value}\"");

    static UserErrorException Bad(string name, string message) =>
        new(UserErrorKind.Invalid, "bad_parameter", $"query parameter \"{name}\" {message}");
}

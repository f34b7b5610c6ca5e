using System.Globalization;
using System.Text;
using Almagest.Server.Platform.Tenancy;
using Almagest.Telemetry.Metrics;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Apis.Prometheus;

/// <summary>Which series and labels there are: answered from memory.</summary>
static class LabelEndpoints
{
    static readonly string[] Truncated = ["results truncated due to limit"];

    internal static async Task<IResult> Series(HttpContext context, MetricVault vault)
    {
        var parameters = await PrometheusParameters.ReadAsync(context);
        if (parameters.All("match[]").Count == 0)
            throw new PrometheusErrorException("bad_data", "no match[] parameter provided");
        // Checked in this order, as Prometheus does: of several faults the first is told.
        var limit = parameters.Limit();
        var (from, to) = Window(parameters);
        var selectors = parameters.Selectors(static message => PrometheusErrorException.Parameter("match[]", message));
        var shown = Limited(vault.Catalog(Tenants.Of(context).Value).Series(selectors, from, to), limit, out var warnings);
        return new PrometheusSuccess(
            writer =>
            {
                writer.WriteStartArray();
                foreach (var labels in shown)
                    QueryJson.WriteLabels(writer, labels);
                writer.WriteEndArray();
            },
            warnings);
    }

    internal static async Task<IResult> Names(HttpContext context, MetricVault vault)
    {
        var parameters = await PrometheusParameters.ReadAsync(context);
        var limit = parameters.Limit();
        var (from, to) = Window(parameters);
        return Texts(vault.Catalog(Tenants.Of(context).Value).LabelNames(parameters.Selectors(), from, to), limit);
    }

    internal static async Task<IResult> Values(string name, HttpContext context, MetricVault vault)
    {
        var label = Unescape(name);
        if (label.Length == 0 || HasInvalidBytes(label))
            throw new PrometheusErrorException("bad_data", $"invalid label name: \"{label.Replace("%", "\\x", StringComparison.Ordinal).ToLowerInvariant()}\"");
        var parameters = await PrometheusParameters.ReadAsync(context);
        var limit = parameters.Limit();
        var (from, to) = Window(parameters);
        return Texts(vault.Catalog(Tenants.Of(context).Value).LabelValues(label, parameters.Selectors(), from, to), limit);
    }

    // Escapes that are not UTF-8 reach us as they were written.
    static bool HasInvalidBytes(string label)
    {
        var at = label.IndexOf('%', StringComparison.Ordinal);
        return at >= 0 && at + 2 < label.Length && label[at + 1] is >= '8' and <= '9' or >= 'A' and <= 'F' or >= 'a' and <= 'f' && char.IsAsciiHexDigit(label[at + 2]);
    }

    static PrometheusSuccess Texts(IReadOnlyList<string> texts, int limit)
    {
        var shown = Limited(texts, limit, out var warnings);
        return new PrometheusSuccess(writer => PrometheusJson.WriteArray(writer, shown), warnings);
    }

    // An end before the start is no fault: nothing lives then.
    static (long From, long To) Window(PrometheusParameters parameters) =>
        (parameters.Time("start", PrometheusParameters.EarliestMs), parameters.Time("end", PrometheusParameters.LatestMs));

    static IReadOnlyList<T> Limited<T>(IReadOnlyList<T> all, int limit, out IReadOnlyCollection<string>? warnings)
    {
        var cut = limit > 0 && all.Count > limit;
        warnings = cut ? Truncated : null;
        return cut ? [.. all.Take(limit)] : all;
    }

    /// <summary>Undoes the escaping of names that are not plain: <c>U__http_2e_status</c> is <c>http.status</c>
    /// (https://prometheus.io/docs/prometheus/latest/querying/api/#querying-label-values).</summary>
    internal static string Unescape(string name)
    {
        if (!name.StartsWith("U__", StringComparison.Ordinal))
            return name;
        var text = new StringBuilder();
        for (var at = 3; at < name.Length; at++)
        {
            if (name[at] != '_')
            {
                text.Append(name[at]);
                continue;
            }

            if (at + 1 < name.Length && name[at + 1] == '_')
            {
                text.Append('_');
                at++;
                continue;
            }

            var end = name.IndexOf('_', at + 1);
            if (end < 0 || !int.TryParse(name.AsSpan(at + 1, end - at - 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) || !Rune.IsValid(code))
                return name;
            text.Append(new Rune(code));
            at = end;
        }

        return text.ToString();
    }
}

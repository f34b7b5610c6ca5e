using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Apis.Prometheus;

/// <summary>Rules and alerts, of which there are none until rules are evaluated here: parameters are checked as Prometheus does.</summary>
static class RuleEndpoints
{
    static readonly string[] True = ["1", "t", "T", "TRUE", "true", "True"];
    static readonly string[] False = ["0", "f", "F", "FALSE", "false", "False"];

    internal static async Task<IResult> Rules(HttpContext context)
    {
        var parameters = await PrometheusParameters.ReadAsync(context);
        _ = parameters.Selectors();
        if (parameters.Text("type").ToLowerInvariant() is not ("" or "alert" or "record"))
            throw PrometheusErrorException.Parameter("type", $"not supported value {PrometheusParameters.Quote(parameters.Text("type").ToLowerInvariant())}");
        if (parameters.Text("exclude_alerts") is { Length: > 0 } exclude && !True.Contains(exclude) && !False.Contains(exclude))
            throw PrometheusErrorException.Parameter("exclude_alerts", $"error converting exclude_alerts: strconv.ParseBool: parsing {PrometheusParameters.Quote(exclude)}: invalid syntax");
        CheckPage(parameters.Text("group_limit"), parameters.Text("group_next_token"));
        return EmptyList("groups");
    }

    internal static IResult Alerts() => EmptyList("alerts");

    internal static IResult Alertmanagers() => EmptyList("activeAlertmanagers", "droppedAlertmanagers");

    static void CheckPage(string limit, string token)
    {
        if (token.Length > 0 && limit.Length == 0)
            throw PrometheusErrorException.Parameter("group_next_token", "group_limit needs to be present in order to paginate over the groups");
        if (limit.Length == 0)
            return;
        if (!int.TryParse(limit, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var groups))
            throw PrometheusErrorException.Parameter("group_limit", $"group_limit needs to be a valid number: strconv.ParseInt: parsing {PrometheusParameters.Quote(limit)}: invalid syntax");
        if (groups <= 0)
            throw PrometheusErrorException.Parameter("group_limit", "group_limit needs to be greater than 0");
        if (token.Length > 0)
            throw PrometheusErrorException.Parameter("group_next_token", $"invalid group_next_token '{token}'. were rule groups changed?");
    }

    static PrometheusSuccess EmptyList(params string[] names) => new(writer =>
    {
        writer.WriteStartObject();
        foreach (var name in names)
        {
            writer.WriteStartArray(name);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    });
}

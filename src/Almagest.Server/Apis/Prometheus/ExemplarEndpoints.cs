using System.Text.Json;
using Almagest.Query.PromQL.Syntax;
using Almagest.Server.Platform.Tenancy;
using Almagest.Telemetry.Metrics.Reading;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Apis.Prometheus;

/// <summary>Exemplars of the series that a query selects.</summary>
static class ExemplarEndpoints
{
    internal static async Task<IResult> Query(HttpContext context, ExemplarReader exemplars)
    {
        var parameters = await PrometheusParameters.ReadAsync(context);
        var start = parameters.Time("start", PrometheusParameters.EarliestMs);
        var end = parameters.Time("end", PrometheusParameters.LatestMs);
        if (end < start)
            throw new PrometheusErrorException("bad_data", "end timestamp must not be before start timestamp");
        var selectors = Selectors(Parse(parameters.Text("query"))).Select(static s => s.Matchers).ToList();
        if (selectors.Count == 0)
            return Microsoft.AspNetCore.Http.Results.NoContent();
        var found = await exemplars.ReadAsync(Tenants.Of(context).Value, selectors, (start, end), context.RequestAborted);
        return new PrometheusSuccess(writer =>
        {
            writer.WriteStartArray();
            foreach (var series in found)
                Write(writer, series);
            writer.WriteEndArray();
        });
    }

    static Expr Parse(string query)
    {
        try
        {
            return PromQlParser.Parse(query);
        }
        catch (PromQlParseException error)
        {
            throw new PrometheusErrorException("bad_data", error.Message);
        }
    }

    static void Write(Utf8JsonWriter writer, SeriesExemplars series)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("seriesLabels"u8);
        QueryJson.WriteLabels(writer, series.Labels);
        writer.WriteStartArray("exemplars"u8);
        foreach (var exemplar in series.Exemplars)
        {
            writer.WriteStartObject();
            writer.WritePropertyName("labels"u8);
            QueryJson.WriteLabels(writer, exemplar.Labels);
            writer.WritePropertyName("value"u8);
            QueryJson.WriteValue(writer, exemplar.Value);
            writer.WritePropertyName("timestamp"u8);
            QueryJson.WriteTime(writer, exemplar.TimeMs);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    static IEnumerable<VectorExpr> Selectors(Expr? expr) => expr switch
    {
        VectorExpr vector => [vector],
        MatrixExpr matrix => [matrix.Vector],
        ParenExpr paren => Selectors(paren.Inner),
        UnaryExpr unary => Selectors(unary.Inner),
        SubqueryExpr subquery => Selectors(subquery.Inner),
        AggregateExpr aggregate => Selectors(aggregate.Parameter).Concat(Selectors(aggregate.Inner)),
        BinaryExpr binary => Selectors(binary.Left).Concat(Selectors(binary.Right)),
        CallExpr call => call.Arguments.SelectMany(Selectors),
        _ => [],
    };
}

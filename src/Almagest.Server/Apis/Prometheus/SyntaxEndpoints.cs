using Almagest.Query.PromQL.Syntax;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Apis.Prometheus;

/// <summary>Queries as text: formatted, and as a tree.</summary>
static class SyntaxEndpoints
{
    internal static async Task<IResult> Format(HttpContext context)
    {
        var parameters = await PrometheusParameters.ReadAsync(context);
        var pretty = PromQlFormatter.Pretty(PromQlParser.Parse(parameters.Text("query")));
        return new PrometheusSuccess(writer => writer.WriteStringValue(pretty));
    }

    internal static async Task<IResult> Parse(HttpContext context)
    {
        var parameters = await PrometheusParameters.ReadAsync(context);
        var expr = PromQlParser.Parse(parameters.Text("query"));
        return new PrometheusSuccess(writer => PromQlJson.Write(writer, expr));
    }
}

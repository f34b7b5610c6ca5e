using Almagest.Query.LogQL.Engine;
using Almagest.Query.LogQL.Syntax;
using Almagest.Server.Platform.Tenancy;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Apis.Loki;

/// <summary>The query of the API before Loki 1.0, <c>/api/prom/query</c>, which Loki still answers: lines of a range, in a form of its own.</summary>
static class LegacyEndpoints
{
    internal static async Task<IResult> Query(HttpContext context, LokiRunner runner, TimeProvider time, CancellationToken ct)
    {
        var parameters = await LokiParameters.ReadAsync(context, time);
        var request = QueryEndpoints.RangeRequest(parameters);
        if (LogQlParser.Parse(request.Query) is not LogSelectorExpr)
            throw new LokiErrorException("rpc error: code = Code(400) desc = legacy endpoints only support streams result type");
        var (result, elapsed) = await runner.RunAsync(Tenants.Of(context), request, ct);
        return LegacyJson.Of((StreamsResult)result, elapsed);
    }
}

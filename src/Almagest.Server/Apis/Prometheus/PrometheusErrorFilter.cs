using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Query.PromQL.Syntax;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Apis.Prometheus;

/// <summary>Answers errors in Prometheus' form: a status, <c>errorType</c> and <c>error</c>.</summary>
sealed class PrometheusErrorFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (Exception error) when (!context.HttpContext.Response.HasStarted && Describe(error, context.HttpContext) is { } described)
        {
            return new PrometheusFailure(described);
        }
    }

    static PrometheusErrorException? Describe(Exception error, HttpContext context) => error switch
    {
        PrometheusErrorException known => known,
        PromQlParseException parse => PrometheusErrorException.Parameter("query", parse.Message),
        UserErrorException user => new PrometheusErrorException("bad_data", user.Message),
        StoreUnavailableException store => new PrometheusErrorException("unavailable", store.Message),
        OperationCanceledException when context.RequestAborted.IsCancellationRequested => new PrometheusErrorException("canceled", "query was canceled in query execution"),
        _ => null,
    };
}

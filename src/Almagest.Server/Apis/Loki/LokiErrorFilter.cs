using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Query.LogQL.Engine;
using Almagest.Query.LogQL.Syntax;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Apis.Loki;

/// <summary>Answers errors as Loki does: a status and a line of text.</summary>
sealed class LokiErrorFilter : IEndpointFilter
{
    const int ClientClosedRequest = 499;

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (Exception error) when (!context.HttpContext.Response.HasStarted && Describe(error, context.HttpContext) is { } described)
        {
            context.HttpContext.Response.Headers.XContentTypeOptions = "nosniff";
            return Results.Text(described.Text, "text/plain; charset=utf-8", statusCode: described.Status);
        }
    }

    static (int Status, string Text)? Describe(Exception error, HttpContext context) => error switch
    {
        LokiErrorException known => (known.Status, known.Message),
        LogQlParseException parse => (400, parse.Message),
        LogQlException failed => (failed.IsInternal ? 500 : 400, failed.Message),
        UserErrorException user => (400, user.Message),
        ClickHouseException { Code: (int)ClickHouseError.Timeout } => Timeout,
        ClickHouseException store => (500, store.Message),
        StoreUnavailableException store => (503, store.Message),
        OperationCanceledException => context.RequestAborted.IsCancellationRequested ? (ClientClosedRequest, "The request was cancelled by the client.") : Timeout,
        _ => null,
    };

    static (int Status, string Text) Timeout =>
        (504, "Request timed out, decrease the duration of the request or add more label matchers (prefer exact match over regex match) to reduce the amount of data processed.");
}

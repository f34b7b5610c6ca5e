using System.Globalization;
using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Telemetry.Writing;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;

namespace Almagest.Server.Platform.Errors;

/// <summary>The one place where errors of our own APIs become answers: RFC 9457 problem details with a stable <c>code</c>.</summary>
public sealed partial class Problems(IProblemDetailsService writer, ILogger<Problems> logger) : IExceptionHandler
{
    readonly ILogger _logger = logger;

    /// <inheritdoc/>
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        // The client has gone: there is nobody to tell.
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
            return true;
        var problem = Describe(exception);
        if (problem.Status == StatusCodes.Status500InternalServerError)
            RequestFailed(exception, httpContext.Request.Method, httpContext.Request.Path);
        httpContext.Response.StatusCode = problem.Status ?? StatusCodes.Status500InternalServerError;
        if (exception is WriteRejectedException rejected)
            httpContext.Response.Headers.RetryAfter = ((int)Math.Ceiling(rejected.RetryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return await writer.TryWriteAsync(
            new ProblemDetailsContext { HttpContext = httpContext, ProblemDetails = problem, Exception = exception });
    }

    internal static ProblemDetails Describe(Exception error) => error switch
    {
        UserErrorException user => Create(StatusOf(user.Kind), user.Code, user.Message),
        WriteRejectedException rejected => Create(StatusCodes.Status503ServiceUnavailable, "try_later", rejected.Message),
        StoreUnavailableException store => Create(StatusCodes.Status503ServiceUnavailable, "store_unavailable", store.Message),
        ClickHouseException { Error: ClickHouseError.Timeout } =>
            Create(StatusCodes.Status503ServiceUnavailable, "store_timeout", "the store did not answer in time; try again, or ask for a shorter time range"),
        ClickHouseException { IsTransient: true } busy => Create(StatusCodes.Status503ServiceUnavailable, "store_busy", "the store is busy: " + busy.Message),
        BadHttpRequestException request => Create(request.StatusCode, "bad_request", request.Message),
        _ => Create(StatusCodes.Status500InternalServerError, "internal", "the server failed; its log tells why"),
    };

    static int StatusOf(UserErrorKind kind) => kind switch
    {
        UserErrorKind.Invalid => StatusCodes.Status400BadRequest,
        UserErrorKind.Forbidden => StatusCodes.Status403Forbidden,
        UserErrorKind.NotFound => StatusCodes.Status404NotFound,
        UserErrorKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        UserErrorKind.LimitExceeded => StatusCodes.Status422UnprocessableEntity,
        UserErrorKind.Busy => StatusCodes.Status429TooManyRequests,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "unknown kind"),
    };

    static ProblemDetails Create(int status, string code, string detail) => new()
    {
        Status = status,
        Title = Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status),
        Detail = detail,
        Extensions = { ["code"] = code },
    };

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed")]
    partial void RequestFailed(Exception error, string method, string path);
}

using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Server.Ingest.Otlp.Decoding;
using Almagest.Telemetry.Writing;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Ingest.Otlp;

/// <summary>Why a request failed, in the words of both transports.</summary>
/// <param name="Http">Status over HTTP.</param>
/// <param name="Code">google.rpc.Code: the status over gRPC, and the code in the body over HTTP.</param>
/// <param name="Message">For a person.</param>
/// <param name="RetryAfter">When trying again makes sense; null when it does not.</param>
sealed record OtlpFault(int Http, RpcCode Code, string Message, TimeSpan? RetryAfter = null)
{
    /// <summary>What to answer; null when the fault is ours and not known beforehand.</summary>
    internal static OtlpFault? Of(Exception error) => error switch
    {
        RpcException rpc => new(StatusCodes.Status400BadRequest, rpc.Code, rpc.Message),
        OtlpFormatException => new(StatusCodes.Status400BadRequest, RpcCode.InvalidArgument, error.Message),
        UserErrorException user => Of(user),
        WriteRejectedException rejected => new(StatusCodes.Status503ServiceUnavailable, RpcCode.Unavailable, rejected.Message, rejected.RetryAfter),
        ClickHouseException => new(StatusCodes.Status500InternalServerError, RpcCode.Internal, "the store refused the request; the server's log tells why"),
        // A body that comes too slowly, or ends before its announced length.
        BadHttpRequestException request => new(request.StatusCode,
            request.StatusCode == StatusCodes.Status408RequestTimeout ? RpcCode.DeadlineExceeded : RpcCode.InvalidArgument, request.Message),
        _ => null,
    };

    static OtlpFault Of(UserErrorException error) => error.Kind switch
    {
        UserErrorKind.Invalid when error.Code == OtlpBody.UnsupportedEncoding => new(StatusCodes.Status415UnsupportedMediaType, RpcCode.Unimplemented, error.Message),
        UserErrorKind.Invalid => new(StatusCodes.Status400BadRequest, RpcCode.InvalidArgument, error.Message),
        UserErrorKind.Forbidden => new(StatusCodes.Status403Forbidden, RpcCode.PermissionDenied, error.Message),
        UserErrorKind.NotFound => new(StatusCodes.Status404NotFound, RpcCode.NotFound, error.Message),
        UserErrorKind.TooLarge => new(StatusCodes.Status413PayloadTooLarge, RpcCode.ResourceExhausted, error.Message),
        UserErrorKind.LimitExceeded => new(StatusCodes.Status422UnprocessableEntity, RpcCode.ResourceExhausted, error.Message),
        UserErrorKind.Busy => new(StatusCodes.Status429TooManyRequests, RpcCode.Unavailable, error.Message, TimeSpan.FromSeconds(1)),
        _ => throw new ArgumentOutOfRangeException(nameof(error), error.Kind, "unknown kind"),
    };
}

using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Apis.Prometheus;

/// <summary>An error as Prometheus' API answers it.</summary>
/// <param name="type">bad_data, execution, canceled, timeout, internal, not_found, not_acceptable or unavailable.</param>
/// <param name="message">In Prometheus' words.</param>
sealed class PrometheusErrorException(string type, string message) : Exception(message)
{
    internal string Type { get; } = type;

    /// <summary>The status of the answer; that of the type unless it is given.</summary>
    internal int Status
    {
        get => field != 0 ? field : StatusOf(Type);
        init;
    }

    static int StatusOf(string type) => type switch
    {
        "bad_data" => StatusCodes.Status400BadRequest,
        "execution" => StatusCodes.Status422UnprocessableEntity,
        "canceled" => StatusCodes.Status499ClientClosedRequest,
        "timeout" or "unavailable" => StatusCodes.Status503ServiceUnavailable,
        "not_found" => StatusCodes.Status404NotFound,
        "not_acceptable" => StatusCodes.Status406NotAcceptable,
        _ => StatusCodes.Status500InternalServerError,
    };

    internal static PrometheusErrorException Parameter(string name, string fault) => new("bad_data", $"invalid parameter \"{name}\": {fault}");
}

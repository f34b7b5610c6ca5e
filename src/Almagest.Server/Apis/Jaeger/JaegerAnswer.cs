using System.Text.Json;
using Almagest.ClickHouse.Http;
using Almagest.Model;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Apis.Jaeger;

/// <summary>The envelope all answers share: data, total, limit, offset, errors.</summary>
static class JaegerAnswer
{
    /// <summary>Answers with what <paramref name="write"/> writes as data.</summary>
    internal static async Task DataAsync(HttpContext context, int total, Action<Utf8JsonWriter> write)
    {
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WritePropertyName("data");
        write(json);
        WriteRest(json, total);
        json.WriteNull("errors");
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted);
    }

    /// <summary>Runs an endpoint; its faults become Jaeger's errors.</summary>
    internal static async Task GuardAsync(HttpContext context, Func<Task> run)
    {
        try
        {
            await run();
        }
        catch (UserErrorException error)
        {
            await ErrorAsync(context, error.Kind == UserErrorKind.NotFound ? StatusCodes.Status404NotFound : StatusCodes.Status400BadRequest, error.Message);
        }
        catch (Exception error) when (error is ClickHouseException or StoreUnavailableException && !context.Response.HasStarted)
        {
            await ErrorAsync(context, StatusCodes.Status500InternalServerError, "the store failed; the server's log tells why");
        }
    }

    static async Task ErrorAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteNull("data");
        WriteRest(json, 0);
        json.WriteStartArray("errors");
        json.WriteStartObject();
        json.WriteNumber("code", status);
        json.WriteString("msg", message);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted);
    }

    static void WriteRest(Utf8JsonWriter json, int total)
    {
        json.WriteNumber("total", total);
        json.WriteNumber("limit", 0);
        json.WriteNumber("offset", 0);
    }
}

using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Apis.Loki;

/// <summary><c>{"status":"success","data":[…]}</c> with very many items: sent as it is written, so that the answer is never in memory as a whole.</summary>
sealed class StreamedJson<T>(IEnumerable<T> items, Action<Utf8JsonWriter, T> write) : IResult
{
    const int PieceBytes = 64 * 1024;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (output, ct) = (httpContext.Response.BodyWriter, httpContext.RequestAborted);
        httpContext.Response.ContentType = LokiJson.ContentType;
        await using var writer = new Utf8JsonWriter(output, LokiJson.Options);
        writer.WriteStartObject();
        writer.WriteString("status"u8, "success"u8);
        writer.WriteStartArray("data"u8);
        foreach (var item in items)
        {
            write(writer, item);
            if (writer.BytesPending < PieceBytes)
                continue;
            await writer.FlushAsync(ct);
            await output.FlushAsync(ct);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}

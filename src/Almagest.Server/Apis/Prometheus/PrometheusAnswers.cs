using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Apis.Prometheus;

/// <summary>A success: the envelope and what <paramref name="writeData"/> puts into it. Written to the connection as it grows.</summary>
/// <param name="writeData">Writes the value of <c>data</c>.</param>
/// <param name="warnings">What the caller should know about the answer.</param>
/// <param name="infos">What the author of the query may want to know.</param>
sealed class PrometheusSuccess(Action<Utf8JsonWriter> writeData, IReadOnlyCollection<string>? warnings = null, IReadOnlyCollection<string>? infos = null) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "application/json";
        await using var writer = new Utf8JsonWriter(httpContext.Response.BodyWriter, PrometheusJson.Options);
        writer.WriteStartObject();
        writer.WriteString("status"u8, "success"u8);
        writer.WritePropertyName("data"u8);
        writeData(writer);
        PrometheusJson.WriteTexts(writer, "warnings", warnings);
        PrometheusJson.WriteTexts(writer, "infos", infos);
        writer.WriteEndObject();
    }
}

/// <summary>A failure in Prometheus' form.</summary>
sealed class PrometheusFailure(PrometheusErrorException error) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = error.Status;
        httpContext.Response.ContentType = "application/json";
        await using var writer = new Utf8JsonWriter(httpContext.Response.BodyWriter, PrometheusJson.Options);
        writer.WriteStartObject();
        writer.WriteString("status"u8, "error"u8);
        writer.WriteString("errorType"u8, error.Type);
        writer.WriteString("error"u8, error.Message);
        writer.WriteEndObject();
    }
}

/// <summary>What answers share.</summary>
static class PrometheusJson
{
    // Label values may be any text: only what JSON itself needs is escaped, as Prometheus does.
    internal static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    internal static void WriteTexts(Utf8JsonWriter writer, string name, IReadOnlyCollection<string>? texts)
    {
        if (texts is null || texts.Count == 0)
            return;
        writer.WritePropertyName(name);
        WriteArray(writer, texts);
    }

    internal static void WriteArray(Utf8JsonWriter writer, IEnumerable<string> texts)
    {
        writer.WriteStartArray();
        foreach (var text in texts)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }
}

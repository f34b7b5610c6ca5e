using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Almagest.Server.Ingest.RemoteWrite;

/// <summary>Which version of remote write a request speaks, by its headers.</summary>
static class WriteProtocol
{
    const string Version1 = "prometheus.WriteRequest";
    const string Version2 = "io.prometheus.write.v2.Request";

    /// <summary>Reads the headers; gives back why the request is not supported, or null.</summary>
    internal static string? Of(HttpRequest request, out int version)
    {
        version = 1;
        // Without a type it is version 1, as Prometheus takes it of old senders.
        var text = request.ContentType is { Length: > 0 } told ? told : "application/x-protobuf";
        if (!MediaTypeHeaderValue.TryParse(text, out var type) || !type.MediaType.Equals("application/x-protobuf", StringComparison.OrdinalIgnoreCase))
            return $"content type \"{text}\" is not supported: expected application/x-protobuf";
        var proto = type.Parameters.FirstOrDefault(static p => p.Name.Equals("proto", StringComparison.OrdinalIgnoreCase))?.Value.Value?.Trim('"') ?? Version1;
        if (proto is not (Version1 or Version2))
            return $"{proto} protobuf message is not accepted by this server; only accepts {Version1}, {Version2}";
        version = proto == Version2 ? 2 : 1;
        // Without the header snappy is assumed, as Prometheus does for old senders.
        var encoding = request.Headers.ContentEncoding.ToString();
        return encoding is "" or "snappy" ? null : $"{encoding} encoding (compression) is not accepted by this server; only snappy is acceptable";
    }
}

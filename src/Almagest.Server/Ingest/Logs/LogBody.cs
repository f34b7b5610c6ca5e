using System.IO.Compression;
using Almagest.ClickHouse.Formats;
using Almagest.Model;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Ingest.Logs;

/// <summary>Reads request bodies into pooled memory, decompressed and never beyond the limit.</summary>
static class LogBody
{
    const int ReadSize = 64 << 10;
    const int MaxFirstSize = 4 << 20;

    /// <summary>Reads a body to its end.</summary>
    /// <exception cref="UserErrorException">It is larger than the limit, or not what its encoding says.</exception>
    internal static async Task<ByteBuffer> ReadAsync(HttpRequest request, int limit, CancellationToken ct)
    {
        var encoding = request.Headers.ContentEncoding.ToString();
        var buffer = new ByteBuffer((int)Math.Clamp((request.ContentLength ?? 0) + 1, ReadSize, MaxFirstSize));
        try
        {
            await using var plain = Decompress(request.Body, encoding);
            while (await plain.ReadAsync(buffer.GetMemory(1), ct) is > 0 and var read)
            {
                buffer.Advance(read);
                if (buffer.Length > limit)
                    throw new UserErrorException(UserErrorKind.TooLarge, "too_large", $"request body too large: message size too large than max ({buffer.Length} vs {limit})");
            }

            return buffer;
        }
        catch (InvalidDataException error)
        {
            buffer.Dispose();
            throw new UserErrorException(UserErrorKind.Invalid, "invalid_encoding", $"the body is not valid {encoding}: {error.Message}");
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    // Loki takes "deflate" for the bare format (Go's flate), without the header of zlib that RFC 9110 asks for.
    static Stream Decompress(Stream body, string encoding) => encoding.ToLowerInvariant() switch
    {
        "" or "identity" or "snappy" => body,
        "gzip" => new GZipStream(body, CompressionMode.Decompress, leaveOpen: true),
        "deflate" => new DeflateStream(body, CompressionMode.Decompress, leaveOpen: true),
        _ => throw new UserErrorException(UserErrorKind.Invalid, "unsupported_encoding", $"Content-Encoding \"{encoding}\" not supported"),
    };
}

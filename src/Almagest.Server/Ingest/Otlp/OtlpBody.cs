using System.IO.Compression;
using Almagest.ClickHouse.Formats;
using Almagest.Model;
using Almagest.Server.Ingest.Otlp.Decoding;

namespace Almagest.Server.Ingest.Otlp;

/// <summary>Reads request bodies into pooled memory, decompressed and never beyond the limit.</summary>
static class OtlpBody
{
    const int ReadSize = 64 << 10;

    /// <summary>Reads <paramref name="source"/> to its end.</summary>
    /// <exception cref="UserErrorException">The body is larger than <paramref name="limit"/>, or its encoding is not supported.</exception>
    /// <exception cref="OtlpFormatException">The body is not what its encoding says.</exception>
    internal static async Task<ByteBuffer> ReadAsync(Stream source, string encoding, int limit, CancellationToken ct)
    {
        var buffer = new ByteBuffer(ReadSize);
        try
        {
            await using var plain = Decompress(source, encoding);
            while (await plain.ReadAsync(buffer.GetMemory(ReadSize), ct) is > 0 and var read)
            {
                buffer.Advance(read);
                if (buffer.Length > limit)
                    throw new UserErrorException(UserErrorKind.TooLarge, "too_large", $"the request is larger than {limit} bytes after decompression");
            }

            return buffer;
        }
        catch (InvalidDataException error)
        {
            buffer.Dispose();
            throw new OtlpFormatException($"the body is not valid {encoding}: {error.Message}");
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    static Stream Decompress(Stream source, string encoding) => encoding.ToLowerInvariant() switch
    {
        "" or "identity" => source,
        "gzip" => new GZipStream(source, CompressionMode.Decompress, leaveOpen: true),
        "deflate" => new ZLibStream(source, CompressionMode.Decompress, leaveOpen: true),
        _ => throw new UserErrorException(UserErrorKind.Invalid, "unsupported_encoding",
            $"content encoding \"{encoding}\" is not supported: use gzip, deflate or none"),
    };
}

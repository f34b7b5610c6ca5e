using System.IO.Compression;
using Almagest.ClickHouse.Formats;
using Almagest.Model;
using Almagest.Server.Ingest.Otlp.Decoding;

namespace Almagest.Server.Ingest.Otlp;

/// <summary>Reads request bodies into pooled memory, decompressed and never beyond the limit.</summary>
static class OtlpBody
{
    /// <summary>The code of the error for an encoding we do not know.</summary>
    internal const string UnsupportedEncoding = "unsupported_encoding";

    /// <summary>The name for no encoding at all.</summary>
    internal const string Identity = "identity";

    /// <summary>What senders may use, for Accept-Encoding and grpc-accept-encoding.</summary>
    internal const string Encodings = "identity,gzip,deflate";

    const int ReadSize = 64 << 10;

    /// <summary>Whether we can read it.</summary>
    internal static bool IsSupported(string encoding) => Decompressor(encoding) is not null;

    /// <summary>Reads <paramref name="source"/> to its end.</summary>
    /// <exception cref="UserErrorException">The body is larger than <paramref name="limit"/>, or its encoding is not supported.</exception>
    /// <exception cref="OtlpFormatException">The body is not what its encoding says.</exception>
    internal static async Task<ByteBuffer> ReadAsync(Stream source, string encoding, int limit, CancellationToken ct)
    {
        var decompress = Decompressor(encoding)
            ?? throw new UserErrorException(UserErrorKind.Invalid, UnsupportedEncoding, $"content encoding \"{encoding}\" is not supported: use gzip, deflate or none");
        var buffer = new ByteBuffer(ReadSize);
        try
        {
            await using var plain = decompress(source);
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

    static Func<Stream, Stream>? Decompressor(string encoding) => encoding.ToLowerInvariant() switch
    {
        "" or Identity => static source => source,
        "gzip" or "x-gzip" => static source => new GZipStream(source, CompressionMode.Decompress, leaveOpen: true),
        "deflate" => static source => new ZLibStream(source, CompressionMode.Decompress, leaveOpen: true),
        _ => null,
    };
}

using System.Buffers.Binary;
using Almagest.ClickHouse.Formats;
using Almagest.Model;
using Almagest.Server.Ingest.Otlp.Decoding;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Ingest.Otlp.Grpc;

/// <summary>
/// Reads the one message of a unary call: a byte that is 1 when the message is compressed, its length in four bytes, the message
/// (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md, https://github.com/grpc/grpc/blob/master/doc/compression.md).
/// </summary>
static class GrpcRequest
{
    /// <summary>Bytes before a message.</summary>
    internal const int PrefixLength = 5;

    const int ReadSize = 64 << 10;

    /// <summary>The message, decompressed. The caller disposes of it.</summary>
    /// <exception cref="RpcException">The framing is broken, or the encoding is not one of ours.</exception>
    /// <exception cref="UserErrorException">The message is larger than <paramref name="limit"/>.</exception>
    /// <exception cref="OtlpFormatException">The message is not what its encoding says.</exception>
    internal static async Task<ByteBuffer> ReadMessageAsync(HttpRequest request, int limit, CancellationToken ct)
    {
        var encoding = request.Headers["grpc-encoding"].ToString();
        if (!OtlpBody.IsSupported(encoding))
            throw new RpcException(RpcCode.Unimplemented, $"grpc-encoding \"{encoding}\" is not supported: use gzip, deflate or identity");
        var (compressed, length) = await ReadPrefixAsync(request.Body, limit, ct);
        var message = await ReadExactlyAsync(request.Body, length, ct);
        try
        {
            if (await request.Body.ReadAsync(new byte[1], ct) > 0)
                throw new RpcException(RpcCode.Unimplemented, "more follows the message: the method takes exactly one");
            if (!compressed)
                return message;
            if (encoding is "" or OtlpBody.Identity)
                throw new RpcException(RpcCode.Internal, "the message is marked as compressed, but grpc-encoding names no compression");
        }
        catch
        {
            message.Dispose();
            throw;
        }

        using (message)
        {
            using var stream = new MemoryBodyStream(message.Memory);
            return await OtlpBody.ReadAsync(stream, encoding, limit, ct);
        }
    }

    static async Task<(bool Compressed, int Length)> ReadPrefixAsync(Stream body, int limit, CancellationToken ct)
    {
        var prefix = new byte[PrefixLength];
        var read = await body.ReadAtLeastAsync(prefix, PrefixLength, throwOnEndOfStream: false, ct);
        if (read == 0)
            throw new RpcException(RpcCode.Unimplemented, "the call has no message: the method takes exactly one");
        if (read < PrefixLength)
            throw new RpcException(RpcCode.Internal, $"{PrefixLength} bytes stand before a message, got {read}");
        if (prefix[0] > 1)
            throw new RpcException(RpcCode.Internal, $"the first byte before a message is 0 or 1, got {prefix[0]}");
        var length = BinaryPrimitives.ReadUInt32BigEndian(prefix.AsSpan(1));
        if (length > limit)
            throw new UserErrorException(UserErrorKind.TooLarge, "too_large", $"the message is {length} bytes long, the limit is {limit}");
        return (prefix[0] == 1, (int)length);
    }

    // Memory follows what has come, not what was announced.
    static async Task<ByteBuffer> ReadExactlyAsync(Stream body, int length, CancellationToken ct)
    {
        var message = new ByteBuffer(Math.Min(length, ReadSize) + 1);
        try
        {
            while (message.Length < length)
            {
                var target = message.GetMemory(Math.Min(ReadSize, length - message.Length));
                var read = await body.ReadAsync(target[..Math.Min(target.Length, length - message.Length)], ct);
                if (read == 0)
                    throw new RpcException(RpcCode.Internal, $"the message should be {length} bytes long but {message.Length} came");
                message.Advance(read);
            }

            return message;
        }
        catch
        {
            message.Dispose();
            throw;
        }
    }
}

using System.Text;
using Almagest.ClickHouse.Formats;
using Almagest.Server.Ingest.Otlp.Decoding;

namespace Almagest.Server.Ingest.Otlp;

/// <summary>
/// The protobuf of answers: every Export…ServiceResponse has the same form, <c>partial_success { rejected = 1, error_message = 2 }</c>
/// (https://opentelemetry.io/docs/specs/otlp/#partial-success); errors are google.rpc.Status.
/// </summary>
static class OtlpAnswer
{
    const int Varint = 0;
    const int LengthDelimited = 2;

    /// <summary>The answer to a request that was stored; empty when every record was.</summary>
    internal static byte[] Success(DecodeResult result)
    {
        if (result.Rejected == 0)
            return [];
        using var partial = new ByteBuffer();
        Number(partial, 1, (ulong)result.Rejected);
        Text(partial, 2, Encoding.UTF8.GetBytes(result.Message));
        using var answer = new ByteBuffer();
        Text(answer, 1, partial.Span);
        return answer.Span.ToArray();
    }

    /// <summary>A google.rpc.Status.</summary>
    internal static byte[] Status(RpcCode code, string message)
    {
        using var status = new ByteBuffer();
        Number(status, 1, (ulong)code);
        Text(status, 2, Encoding.UTF8.GetBytes(message));
        return status.Span.ToArray();
    }

    /// <summary>A google.rpc.Status that carries google.rpc.RetryInfo: OTLP senders over gRPC wait as long as it says.</summary>
    internal static byte[] RetryStatus(RpcCode code, string message, TimeSpan retryAfter)
    {
        using var duration = new ByteBuffer();
        Number(duration, 1, (ulong)Math.Ceiling(retryAfter.TotalSeconds));
        using var info = new ByteBuffer();
        Text(info, 1, duration.Span);
        using var any = new ByteBuffer();
        Text(any, 1, "type.googleapis.com/google.rpc.RetryInfo"u8);
        Text(any, 2, info.Span);
        using var status = new ByteBuffer();
        status.Write(Status(code, message));
        Text(status, 3, any.Span);
        return status.Span.ToArray();
    }

    static void Number(ByteBuffer output, int field, ulong value)
    {
        output.WriteVarUInt((ulong)((field << 3) | Varint));
        output.WriteVarUInt(value);
    }

    static void Text(ByteBuffer output, int field, ReadOnlySpan<byte> value)
    {
        output.WriteVarUInt((ulong)((field << 3) | LengthDelimited));
        output.WriteString(value);
    }
}

using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Almagest.Cli.Otlp;

/// <summary>OTLP over gRPC: unary calls with prior knowledge of HTTP/2, one frame of five bytes and the message
/// (github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md).</summary>
public sealed class OtlpGrpcSender(Uri url, bool gzip = false) : OtlpSender
{
    static readonly MediaTypeHeaderValue Grpc = new("application/grpc");

    readonly HttpClient _client = NewClient(url, 1);

    public override void Dispose() => _client.Dispose();

    protected override async Task<OtlpAnswer> ExchangeAsync(OtlpSignal signal, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path(signal))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(Frame(body.Span)),
        };
        request.Headers.TE.Add(new("trailers"));
        if (gzip) request.Headers.Add("grpc-encoding", "gzip");
        request.Content.Headers.ContentType = Grpc;
        using var response = await _client.SendAsync(request, ct);
        var frame = await response.Content.ReadAsByteArrayAsync(ct);
        var status = Header(response, "grpc-status");
        if (status == "0") return OtlpAnswer.FromBody(frame.Length > 5 && frame[0] == 0 ? frame.AsSpan(5) : []);
        // 8 and 14 are RESOURCE_EXHAUSTED and UNAVAILABLE; 1, 4, 10, 11, 15 are retryable by the OTLP specification as well.
        var retry = status is "1" or "4" or "8" or "10" or "11" or "14" or "15" || response.StatusCode is HttpStatusCode.ServiceUnavailable;
        var after = RetryAfter(response) ?? PushBack(response);
        return new(false, retry, after, 0, $"grpc-status {status ?? "missing"}, http {(int)response.StatusCode}: {Header(response, "grpc-message")}");
    }

    byte[] Frame(ReadOnlySpan<byte> body)
    {
        var message = gzip ? Gzip.Compress(body) : body;
        var frame = new byte[message.Length + 5];
        frame[0] = gzip ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame.AsSpan(5));
        return frame;
    }

    static TimeSpan? PushBack(HttpResponseMessage response) =>
        int.TryParse(Header(response, "grpc-retry-pushback-ms"), NumberStyles.None, CultureInfo.InvariantCulture, out var ms)
            ? TimeSpan.FromMilliseconds(ms)
            : null;

    static string? Header(HttpResponseMessage response, string name) =>
        response.TrailingHeaders.TryGetValues(name, out var values) || response.Headers.TryGetValues(name, out values)
            ? values.First()
            : null;

    static string Path(OtlpSignal signal) => signal switch
    {
        OtlpSignal.Traces => "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
        OtlpSignal.Logs => "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
        OtlpSignal.Metrics => "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
        _ => throw new ArgumentOutOfRangeException(nameof(signal)),
    };
}

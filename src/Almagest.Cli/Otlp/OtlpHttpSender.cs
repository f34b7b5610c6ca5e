using System.Net;
using System.Net.Http.Headers;

namespace Almagest.Cli.Otlp;

/// <summary>OTLP over HTTP with protobuf bodies.</summary>
public sealed class OtlpHttpSender(Uri url, bool gzip = false, int connections = 8) : OtlpSender
{
    static readonly MediaTypeHeaderValue Protobuf = new("application/x-protobuf");

    readonly HttpClient _client = NewClient(url, connections);

    public override void Dispose() => _client.Dispose();

    protected override async Task<OtlpAnswer> ExchangeAsync(OtlpSignal signal, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        using var content = gzip ? new ReadOnlyMemoryContent(Gzip.Compress(body.Span)) : new ReadOnlyMemoryContent(body);
        content.Headers.ContentType = Protobuf;
        if (gzip) content.Headers.ContentEncoding.Add("gzip");
        using var response = await _client.PostAsync(Path(signal), content, ct);
        var answer = await response.Content.ReadAsByteArrayAsync(ct);
        if (response.IsSuccessStatusCode) return OtlpAnswer.FromBody(answer);
        var retry = response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway
            or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
        var text = System.Text.Encoding.UTF8.GetString(answer.AsSpan(0, Math.Min(answer.Length, 500)));
        return new(false, retry, RetryAfter(response), 0, $"status {(int)response.StatusCode}: {text}");
    }

    static string Path(OtlpSignal signal) => signal switch
    {
        OtlpSignal.Traces => "v1/traces",
        OtlpSignal.Logs => "v1/logs",
        OtlpSignal.Metrics => "v1/metrics",
        _ => throw new ArgumentOutOfRangeException(nameof(signal)),
    };
}

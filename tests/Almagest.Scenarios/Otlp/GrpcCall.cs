using System.Buffers.Binary;
using System.Globalization;
using System.Net;

namespace Almagest.Scenarios.Otlp;

/// <summary>What came of a call.</summary>
/// <param name="Status">grpc-status.</param>
/// <param name="Message">grpc-message, decoded.</param>
/// <param name="TrailersOnly">Whether both stood among the headers.</param>
/// <param name="Answer">The message, without its five bytes.</param>
/// <param name="Headers">All headers.</param>
sealed record GrpcOutcome(int Status, string Message, bool TrailersOnly, byte[] Answer, IReadOnlyDictionary<string, string> Headers);

/// <summary>A unary call over HTTP/2 with its bytes in the test's hands.</summary>
sealed class GrpcCall(string service = "logs.v1.LogsService")
{
    internal string Path { get; init; } = $"/opentelemetry.proto.collector.{service}/Export";

    internal string Type { get; init; } = "application/grpc";

    internal Dictionary<string, string> Headers { get; } = [];

    internal static byte[] Frame(byte[] message, byte compressed = 0)
    {
        var frame = new byte[message.Length + 5];
        frame[0] = compressed;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame.AsSpan(5));
        return frame;
    }

    internal async Task<HttpResponseMessage> SendAsync(OtlpFixture fixture, HttpContent content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(fixture.Grpc, Path))
        {
            Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = content,
        };
        content.Headers.Add("Content-Type", Type);
        request.Headers.TE.Add(new("trailers"));
        foreach (var (name, value) in Headers)
            request.Headers.Add(name, value);
        return await fixture.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    internal async Task<GrpcOutcome> RunAsync(OtlpFixture fixture, HttpContent content)
    {
        using var response = await SendAsync(fixture, content);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/grpc");
        var body = await response.Content.ReadAsByteArrayAsync();
        var trailersOnly = response.Headers.Contains("grpc-status");
        var source = trailersOnly ? response.Headers : response.TrailingHeaders;
        var message = source.TryGetValues("grpc-message", out var values) ? Uri.UnescapeDataString(values.Single()) : "";
        return new(int.Parse(source.GetValues("grpc-status").Single(), CultureInfo.InvariantCulture), message, trailersOnly,
            body.Length >= 5 ? body[5..] : body, response.Headers.ToDictionary(static h => h.Key, static h => string.Join(',', h.Value)));
    }

    internal Task<GrpcOutcome> RunAsync(OtlpFixture fixture, byte[] body) => RunAsync(fixture, new ByteArrayContent(body));
}

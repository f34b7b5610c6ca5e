using System.Net;
using System.Text.Json.Nodes;
using Almagest.Server.Platform.Wire;
using static Almagest.Tests.Ingest.RemoteWrite.WriteMessages;

namespace Almagest.Scenarios.Prometheus;

/// <summary>A server with an hour of two counters, a classic and a native histogram, the last of it old enough to be settled.</summary>
public sealed class ClientFixture : IAsyncLifetime, IDisposable
{
    /// <summary>Minutes of samples, one a minute.</summary>
    internal const int Minutes = 60;

    internal PrometheusServer Server { get; } = new();

    /// <summary>Time of the first sample, Unix seconds.</summary>
    internal long Start { get; } = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 60 * 60 - ((Minutes + 10) * 60);

    public async Task InitializeAsync()
    {
        await Server.InitializeAsync();
        var message = Version1(
            Series1(["__name__", "http_requests_total", "job", "api", "instance", "a:1", "code", "200"], Samples(static i => 60 * i)),
            Series1(["__name__", "http_requests_total", "job", "api", "instance", "b:1", "code", "500"], Samples(static i => 6 * i)),
            Series1(["__name__", "latency_bucket", "job", "api", "le", "1"], Samples(static i => i % 20 < 4 ? 500 : i)),
            Series1(["__name__", "latency_bucket", "job", "api", "le", "+Inf"], Samples(static i => 2 * i)),
            Histograms);
        (await Server.WriteAsync(1, [.. message, .. Metadata1(1, "http_requests_total", "Requests answered.", "")], "default")).Status.ShouldBe(HttpStatusCode.NoContent);
    }

    public Task DisposeAsync() => Server.DisposeAsync();

    public void Dispose() => Server.Dispose();

    /// <summary>Sends a call as a client does: a form with POST, else a query; <c>{start}</c> and <c>{end}</c> are those of the samples, <c>{at}</c> ten minutes after the start.</summary>
    internal async Task<(HttpResponseMessage Answer, JsonNode? Body)> CallAsync(string method, string path, string parameters, params (string Name, string Value)[] headers)
    {
        var text = Fill(parameters);
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(Server.Address, "/api/v1/" + path + (method == "POST" || text.Length == 0 ? "" : "?" + text)));
        if (method == "POST")
            request.Content = new StringContent(text, System.Text.Encoding.UTF8, "application/x-www-form-urlencoded");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        var answer = await Server.Http.SendAsync(request);
        var body = await answer.Content.ReadAsByteArrayAsync();
        return (answer, answer.Content.Headers.ContentEncoding.Count == 0 && body.Length > 0 && body[0] == '{' ? JsonNode.Parse(body) : null);
    }

    internal string Fill(string text) => text
        .Replace("{start}", $"{Start}", StringComparison.Ordinal).Replace("{end}", $"{Start + ((Minutes - 1) * 60)}", StringComparison.Ordinal).Replace("{at}", $"{Start + 600}", StringComparison.Ordinal);

    // One of floats every minute, with two buckets that grow.
    void Histograms(ProtoWriter writer)
    {
        Series1(["__name__", "native", "job", "api"])(writer);
        for (var i = 0; i < Minutes; i++)
        {
            var mark = writer.Begin(4);
            writer.Double(2, 3 * i);
            writer.Double(3, 5 * i);
            writer.Signed(4, 0);
            var span = writer.Begin(11);
            writer.Varint(2, 2);
            writer.End(span);
            writer.PackedDouble(13, [i, 2 * i]);
            writer.Varint(15, (ulong)(Start + (i * 60)) * 1000);
            writer.End(mark);
        }
    }

    (long, double)[] Samples(Func<int, double> value) => [.. Enumerable.Range(0, Minutes).Select(i => ((Start + (i * 60)) * 1000, value(i)))];
}

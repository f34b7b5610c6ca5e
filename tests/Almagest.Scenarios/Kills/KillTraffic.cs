using System.Globalization;
using System.Net;
using System.Text;
using Almagest.Cli.Otlp;
using Almagest.Server.Platform.Wire;

namespace Almagest.Scenarios.Kills;

/// <summary>One way to send numbered items, and how they are counted afterwards.</summary>
/// <param name="Name">What it sends over what.</param>
/// <param name="Count">SQL that gives the rows and the distinct numbers stored.</param>
/// <param name="SendAsync">Sends once; false when it has to be sent again.</param>
sealed record KillTraffic(string Name, string Count, Func<KillTarget, IReadOnlyList<long>, Task<bool>> SendAsync)
{
    const ulong Time = 1_795_168_800_000_000_000;

    internal static IReadOnlyList<KillTraffic> All { get; } =
    [
        new("universal metrics", "SELECT count() AS rows, uniqExact(value) AS ids FROM samples WHERE metric = 'kill_round'", SendUniversalAsync),
        new("spans over HTTP", "SELECT count() AS rows, uniqExact(attributes['id']) AS ids FROM spans WHERE service = 'kill'",
            (target, ids) => SendOtlpAsync(target.Http, OtlpSignal.Traces, ids.Select(Span))),
        new("log records over gRPC", "SELECT count() AS rows, uniqExact(body) AS ids FROM logs WHERE service = 'kill'",
            (target, ids) => SendOtlpAsync(target.Grpc, OtlpSignal.Logs, ids.Select(Log))),
        new("data points over gRPC", "SELECT count() AS rows, uniqExact(value) AS ids FROM samples WHERE metric = 'kill_points'",
            (target, ids) => SendOtlpAsync(target.Grpc, OtlpSignal.Metrics, [Gauge(ids)])),
    ];

    static async Task<bool> SendUniversalAsync(KillTarget target, IReadOnlyList<long> ids)
    {
        var body = string.Join('\n', ids.Select(static id =>
            $$$"""{"timestamp":"2026-11-20T10:00:00Z","source_system":"kill","metric_type":"kill_round","value":{{{id}}},"tags":{"id":"{{{id}}}"}}"""));
        try
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/x-ndjson");
            using var response = await target.Client.PostAsync(new Uri(target.Address, "/api/vault/metrics"), content);
            response.StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable, HttpStatusCode.TooManyRequests);
            return response.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    static async Task<bool> SendOtlpAsync(OtlpSender sender, OtlpSignal signal, IEnumerable<IOtlpItem> items)
    {
        var writer = new ProtoWriter();
        OtlpRequest.Append(writer, new OtlpResource([new("service.name", "kill")], ""), new OtlpScope("kill", "1"), items);
        try
        {
            var answer = await sender.SendAsync(signal, writer.Written.ToArray(), CancellationToken.None);
            (answer.Accepted || answer.Retry).ShouldBeTrue(answer.Message);
            answer.Rejected.ShouldBe(0, answer.Message);
            return answer.Accepted;
        }
        catch (TaskCanceledException)
        {
            return false;
        }
    }

    static SpanItem Span(long id) => new()
    {
        TraceId = (UInt128)id,
        SpanId = (ulong)id,
        Name = "kill",
        Kind = SpanKind.Internal,
        StartUnixNano = Time,
        EndUnixNano = Time + 1,
        Attributes = [new("id", id)],
    };

    static LogItem Log(long id) => new(Time, Severity.Info, "INFO", id.ToString(CultureInfo.InvariantCulture));

    static MetricItem Gauge(IReadOnlyList<long> ids) => new("kill.points", "", "", MetricKind.Gauge)
    {
        Points = [.. ids.Select(static id => new NumberPoint([new("id", id)], 0, Time, id))],
    };
}

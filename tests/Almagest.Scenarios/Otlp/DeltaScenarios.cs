using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Almagest.Cli.Otlp;
using Almagest.Scenarios.Fixtures;
using Almagest.Server.Platform.Wire;

namespace Almagest.Scenarios.Otlp;

/// <summary>Differences become totals that a restart does not set back.</summary>
public sealed class DeltaScenarios : IDisposable
{
    const ulong Second = 1_000_000_000;

    readonly TemporaryFolder _folder = new();
    readonly HttpClient _http = new();
    readonly ulong _start = (ulong)TimeProvider.System.GetUtcNow().AddMinutes(-10).ToUnixTimeSeconds() * Second;

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Totals_go_on_after_a_restart()
    {
        using (var server = await ServerProcess.StartAsync(_folder.Path))
        {
            await SendAsync(server, minute: 1);
            await SendAsync(server, minute: 2);
            server.Kill();
        }

        using var again = await ServerProcess.StartAsync(_folder.Path);
        await SendAsync(again, minute: 3);
        (await RejectedAsync(again, minute: 2)).ShouldBe(3);
        var at = (_start / Second) + (3 * 60);
        (await ValueAsync(again, "shop_orders_total", at)).ShouldBe(30);
        (await ValueAsync(again, "increase(shop_orders_total[2m])", at)).ShouldBe(20);
        (await ValueAsync(again, "shop_wait_seconds_count", at)).ShouldBe(12);
        (await ValueAsync(again, "shop_wait_seconds_sum", at)).ShouldBe(18);
        (await ValueAsync(again, "shop_wait_seconds_bucket{le=\"1\"}", at)).ShouldBe(3);
        (await ValueAsync(again, "shop_wait_seconds_bucket{le=\"+Inf\"}", at)).ShouldBe(12);
        (await ValueAsync(again, "histogram_count(shop_size_bytes)", at)).ShouldBe(15);
        (await ValueAsync(again, "histogram_sum(shop_size_bytes)", at)).ShouldBe(60);
        // Each request adds 2 to (0.5, 1] and 3 to (1, 2]: 40 % lie below 1.
        (await ValueAsync(again, "histogram_quantile(0.4, shop_size_bytes)", at)).ShouldBe(1);
        (await ValueAsync(again, "histogram_quantile(0.4, increase(shop_size_bytes[2m]))", at)).ShouldBe(1);
    }

    async Task SendAsync(ServerProcess server, ulong minute)
    {
        using var sender = new OtlpHttpSender(server.Address);
        var answer = await sender.SendUntilAnsweredAsync(OtlpSignal.Metrics, Request(minute), CancellationToken.None);
        (answer.Accepted, answer.Rejected).ShouldBe((true, 0), answer.Message);
    }

    async Task<long> RejectedAsync(ServerProcess server, ulong minute)
    {
        using var sender = new OtlpHttpSender(server.Address);
        return (await sender.SendUntilAnsweredAsync(OtlpSignal.Metrics, Request(minute), CancellationToken.None)).Rejected;
    }

    ReadOnlyMemory<byte> Request(ulong minute)
    {
        var (from, to) = (_start + ((minute - 1) * 60 * Second), _start + (minute * 60 * Second));
        var writer = new ProtoWriter();
        OtlpRequest.Append(writer, new OtlpResource([new("service.name", "shop")], ""), new OtlpScope("test", "1"),
        [
            new MetricItem("shop.orders", "", "", MetricKind.Sum) { Temporality = Temporality.Delta, Monotonic = true, Points = [new NumberPoint([], from, to, 10)] },
            new MetricItem("shop.wait", "s", "", MetricKind.Histogram)
            {
                Temporality = Temporality.Delta, Points = [new HistogramPoint([], from, to, new(4, 6, 0.5, 3)) { Bounds = [1, 2], Counts = [1, 2, 1] }],
            },
            new MetricItem("shop.size", "By", "", MetricKind.ExponentialHistogram)
            {
                Temporality = Temporality.Delta, Points = [new ExponentialPoint([], from, to, new(5, 20, 0.6, 2)) { Scale = 0, Offset = -1, Counts = [2, 3] }],
            },
        ]);
        return writer.Written;
    }

    async Task<double> ValueAsync(ServerProcess server, string query, ulong time)
    {
        var uri = new Uri(server.Address, $"/api/v1/query?query={Uri.EscapeDataString(query)}&time={time}");
        var answer = (await _http.GetFromJsonAsync<JsonNode>(uri))!;
        var result = answer["data"]!["result"]!.AsArray();
        result.Count.ShouldBe(1, $"{query}: {answer.ToJsonString()}");
        return Math.Round(double.Parse((string)result[0]!["value"]![1]!, CultureInfo.InvariantCulture), 9);
    }
}

using Almagest.ClickHouse.Http;
using Almagest.Telemetry.Traces;
using Almagest.Telemetry.Writing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Almagest.Server.Features.Traces;

/// <summary>Keeps what is derived from spans in the background up to date: the service graph, then the series read from it and from the totals.</summary>
sealed partial class SpanDerivation(
    ServiceGraphBuilder graph, SpanSeriesWriter series, TelemetryWriter writer, SpanArrivals arrivals, TracesOptions options, TimeProvider time, ILogger<SpanDerivation> logger) : BackgroundService
{
    // The graph takes at most a tenth of the time, however many spans there are: then it is later, and the machine is not slower.
    const int Idleness = 9;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await writer.Recovered.WaitAsync(stoppingToken);
            await Task.WhenAll(RepeatAsync(async () => await graph.BuildAsync(stoppingToken) > 0, Idleness, stoppingToken), options.MaxSpanSeries == 0 ? Task.CompletedTask
                : RepeatAsync(() => series.WriteAsync(stoppingToken), 1, stoppingToken));
        }
        catch (WriteRejectedException)
        {
            // The store did not start: the server ends for that reason and tells it.
        }
    }

    async Task RepeatAsync(Func<Task<bool>> round, int idleness, CancellationToken ct)
    {
        // A server that gets metrics and logs alone has nothing to ask for.
        var isDone = false;
        while (!ct.IsCancellationRequested)
        {
            var started = time.GetTimestamp();
            try
            {
                isDone = (isDone && arrivals.AreOver) || !await round();
            }
            catch (Exception error) when (error is ClickHouseException or StoreUnavailableException or WriteRejectedException)
            {
                // Everything is read from the store's totals: the next round makes up for this one.
                isDone = false;
                RoundFailed(error);
            }

            var idle = time.GetElapsedTime(started) * idleness;
            await Task.Delay(idle > options.MetricsInterval ? idle : options.MetricsInterval, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(LogLevel.Warning, "What is derived from spans could not be brought up to date; the next round tries again")]
    partial void RoundFailed(Exception error);
}

using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Server.Ingest.Intake;
using Almagest.Telemetry.Writing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Almagest.Server.Ingest.StatsD;

/// <summary>Stores what StatsD clients told, at even intervals and when the server stops.</summary>
sealed partial class StatsDFlusher(StatsDOptions options, StatsDAggregator aggregator, MetricIntake intake, TimeProvider time, ILogger<StatsDFlusher> logger) : BackgroundService
{
    static readonly byte[] Source = "statsd"u8.ToArray();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Udp.Length + options.Tcp.Length == 0)
            return;
        try
        {
            using var timer = new PeriodicTimer(options.FlushInterval, time);
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await FlushAsync();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await FlushAsync();
        }
    }

    async Task FlushAsync()
    {
        var batch = intake.Begin(TenantId.Default, Source);
        try
        {
            var flush = aggregator.Flush(batch);
            foreach (var fault in flush.Faults)
                Refused(fault);
            if (flush.Series == 0)
            {
                intake.Discard(batch);
                return;
            }

            await intake.StoreAsync(batch, default, CancellationToken.None);
            Flushed(flush.Series, flush.Lines);
        }
        catch (Exception error) when (error is WriteRejectedException or ClickHouseException or StoreUnavailableException)
        {
            // Counters and histograms are totals: the next flush tells what this one could not, only the step is lost.
            NotStored(error);
        }
    }

    [LoggerMessage(LogLevel.Warning, "StatsD lines were refused: {Fault}")]
    partial void Refused(string fault);

    [LoggerMessage(LogLevel.Debug, "{Series} StatsD series stored after {Lines} lines")]
    partial void Flushed(int series, long lines);

    [LoggerMessage(LogLevel.Error, "StatsD values could not be stored")]
    partial void NotStored(Exception error);
}

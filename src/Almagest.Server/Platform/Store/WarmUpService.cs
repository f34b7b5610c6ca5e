using System.Diagnostics;
using Almagest.ClickHouse.Http;
using Almagest.Server.Platform.Hosting;
using Almagest.Telemetry.Metrics.Reading;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Almagest.Server.Platform.Store;

/// <summary>Brings the newest metrics into memory once the server answers.</summary>
sealed partial class WarmUpService(ChunkWarmer warmer, IHostApplicationLifetime lifetime, ILogger<WarmUpService> logger) : BackgroundService
{
    readonly ILogger _logger = logger;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await lifetime.StartedAsync(stoppingToken);
        var started = Stopwatch.GetTimestamp();
        try
        {
            var bytes = await warmer.WarmAsync(stoppingToken);
            Warm(bytes >> 20, (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        catch (Exception failed) when (failed is ClickHouseException or StoreUnavailableException)
        {
            // Queries fetch what they need, as ever.
            NotWarm(failed);
        }
    }

    [LoggerMessage(LogLevel.Debug, "{Megabytes} MiB of the newest metrics were read into memory within {Milliseconds} ms")]
    partial void Warm(long megabytes, long milliseconds);

    [LoggerMessage(LogLevel.Warning, "the newest metrics could not be read into memory; queries fetch them")]
    partial void NotWarm(Exception error);
}

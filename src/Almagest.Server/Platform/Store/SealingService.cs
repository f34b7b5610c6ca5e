using Almagest.Telemetry.Metrics.Sealing;
using Microsoft.Extensions.Hosting;

namespace Almagest.Server.Platform.Store;

/// <summary>Seals hours of metrics while the server runs.</summary>
sealed class SealingService(HourSealer sealer, TimeProvider time) : BackgroundService
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await sealer.SealDueAsync(stoppingToken);
    }
}

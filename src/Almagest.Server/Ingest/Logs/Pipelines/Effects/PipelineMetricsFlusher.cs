using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Server.Ingest.Intake;
using Almagest.Telemetry.Writing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Almagest.Server.Ingest.Logs.Pipelines.Effects;

/// <summary>Stores the metrics of pipelines as series of their tenants, at even intervals and when the server stops.</summary>
sealed partial class PipelineMetricsFlusher(PipelineMetrics metrics, MetricIntake intake, LogIntakeOptions options, TimeProvider time, ILogger<PipelineMetricsFlusher> logger)
    : BackgroundService
{
    static readonly byte[] Source = "log_pipeline"u8.ToArray();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var timer = new PeriodicTimer(options.MetricsInterval, time);
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
        var batches = new Dictionary<TenantId, IntakeBatch>();
        var (nowMs, refused, why) = (time.GetUtcNow().ToUnixTimeMilliseconds(), 0, "");
        metrics.Read(nowMs, (series, isEnd) =>
        {
            if (!batches.TryGetValue(series.Key.Tenant, out var batch))
                batches[series.Key.Tenant] = batch = intake.Begin(series.Key.Tenant, Source);
            if (series.Append(intake, batch, nowMs, isEnd) is { } fault)
                (refused, why) = (refused + 1, fault);
        });
        if (refused > 0)
            Refused(refused, why);
        foreach (var (tenant, batch) in batches)
            await StoreAsync(tenant, batch);
    }

    async Task StoreAsync(TenantId tenant, IntakeBatch batch)
    {
        try
        {
            await intake.StoreAsync(batch, default, CancellationToken.None);
        }
        catch (Exception error) when (error is WriteRejectedException or ClickHouseException or StoreUnavailableException)
        {
            // They are totals: the next flush tells what this one could not, only the step is lost.
            NotStored(error, tenant.Value);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Count} metrics of log pipelines were refused, the last because {Fault}")]
    partial void Refused(int count, string fault);

    [LoggerMessage(LogLevel.Error, "metrics of the log pipeline of tenant {Tenant} could not be stored")]
    partial void NotStored(Exception error, string tenant);
}

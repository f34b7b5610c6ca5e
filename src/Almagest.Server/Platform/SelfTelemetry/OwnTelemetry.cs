using System.Reflection;
using Almagest.Telemetry.Writing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Almagest.Server.Platform.SelfTelemetry;

/// <summary>Collects the server's own traces and metrics with the OpenTelemetry SDK while it runs; logs are collected from the first line on.</summary>
sealed class OwnTelemetry(IServiceProvider services, SelfTelemetryOptions options) : IHostedService, IDisposable
{
    static readonly string InstanceId = Guid.NewGuid().ToString();

    TracerProvider? _traces;
    MeterProvider? _metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!options.Enabled)
            return Task.CompletedTask;
        _traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(Resource())
            .SetSampler(new ParentBasedSampler(new AlwaysOnSampler()))
            .AddSource("Microsoft.AspNetCore", "Almagest.*")
            .AddProcessor(new BatchActivityExportProcessor(new OtlpTraceExporter(InProcessExport.Options(services, Signal.Traces))))
            .Build();
        _metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(Resource())
            .AddMeter(MeterReader.Meters)
            .AddReader(new PeriodicExportingMetricReader(
                new OtlpMetricExporter(InProcessExport.Options(services, Signal.Metrics)), (int)options.Interval.TotalMilliseconds))
            .Build();
        return Task.CompletedTask;
    }

    /// <summary>Stores what is collected, while the store still runs.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        Interlocked.Exchange(ref _traces, null)?.Dispose();
        Interlocked.Exchange(ref _metrics, null)?.Dispose();
    }

    internal static void AddLogs(ILoggingBuilder logging, bool enabled)
    {
        if (!enabled)
            return;
        logging.AddOpenTelemetry(static logs =>
        {
            logs.IncludeFormattedMessage = true;
            logs.ParseStateValues = true;
            logs.SetResourceBuilder(Resource());
            logs.AddProcessor(static services => new BatchLogRecordExportProcessor(new OtlpLogExporter(InProcessExport.Options(services, Signal.Logs))));
        });
    }

    static ResourceBuilder Resource() => ResourceBuilder.CreateEmpty()
        .AddService("almagest", serviceVersion: typeof(OwnTelemetry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion, serviceInstanceId: InstanceId)
        .AddAttributes(new Dictionary<string, object> { ["host.name"] = Environment.MachineName, ["process.pid"] = Environment.ProcessId });
}

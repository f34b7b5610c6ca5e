using Almagest.ClickHouse.Engine;
using Almagest.ClickHouse.Migrations;
using Almagest.Telemetry.Logs.Patterns;
using Almagest.Telemetry.Metrics.Head;
using Almagest.Telemetry.Writing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Almagest.Server.Platform.Store;

/// <summary>
/// Brings the store up before the first listener opens: engine, schema, what a killed server left in the journal, then the memory of metrics and of log patterns. Registered
/// before the web server, which the host therefore starts afterwards.
/// </summary>
sealed class StoreStartup(IServiceProvider services, MigrationRunner migrations, TelemetryWriter writer, HeadLoader head, PatternLoader patterns)
    : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (services.GetService<EngineSupervisor>() is { } engine)
            await engine.StartAsync(cancellationToken);
        await migrations.RunAsync(MigrationMode.Migrate, dryRun: false, cancellationToken);
        await writer.RecoverAsync(cancellationToken);
        await head.LoadAsync(cancellationToken);
        await patterns.LoadAsync(cancellationToken);
    }

    /// <summary>Stores what is queued while the engine still runs; the container disposes of the engine afterwards.</summary>
    public async Task StopAsync(CancellationToken cancellationToken) => await writer.DisposeAsync();
}

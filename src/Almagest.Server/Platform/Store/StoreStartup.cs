using Almagest.ClickHouse.Engine;
using Almagest.ClickHouse.Http;
using Almagest.Telemetry.Metrics.Head;
using Almagest.Telemetry.Schema;
using Almagest.Telemetry.Writing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Almagest.Server.Platform.Store;

/// <summary>
/// Brings the store up before the first listener opens: engine, schema, what a killed server left in the journal, then the memory of metrics. Registered
/// before the web server, which the host therefore starts afterwards.
/// </summary>
sealed class StoreStartup(IServiceProvider services, ClickHouseClient client, IStoreEndpoint endpoint, TimeProvider time, TelemetryWriter writer, HeadLoader head)
    : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (services.GetService<EngineSupervisor>() is { } engine)
            await engine.StartAsync(cancellationToken);
        await VaultMigrations.CreateRunner(client, endpoint, time)
            .RunAsync(ClickHouse.Migrations.MigrationMode.Migrate, dryRun: false, cancellationToken);
        await writer.RecoverAsync(cancellationToken);
        await head.LoadAsync(cancellationToken);
    }

    /// <summary>Stores what is queued while the engine still runs; the container disposes of the engine afterwards.</summary>
    public async Task StopAsync(CancellationToken cancellationToken) => await writer.DisposeAsync();
}

using Almagest.ClickHouse.Http;
using Almagest.ClickHouse.Migrations;
using Almagest.Telemetry.Schema;

namespace Almagest.Scenarios.Fixtures;

/// <summary>A test over the vault's tables in a running engine, with a tenant of its own.</summary>
public abstract class VaultScenario(EngineFixture engine) : IAsyncLifetime, IDisposable
{
    private protected ClickHouseClient Client { get; } = new(engine.Endpoint, TimeProvider.System);

    private protected string Tenant { get; } = "t" + Guid.NewGuid().ToString("n");

    public Task InitializeAsync() => VaultMigrations.CreateRunner(Client, engine.Endpoint, TimeProvider.System).RunAsync(MigrationMode.Migrate, dryRun: false, CancellationToken.None);

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        Client.Dispose();
        GC.SuppressFinalize(this);
    }
}

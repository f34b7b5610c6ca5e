using Almagest.ClickHouse.Http;
using Almagest.ClickHouse.Migrations;

namespace Almagest.Telemetry.Schema;

/// <summary>The migrations that make the vault's tables and views: the files in <c>Schema/Migrations</c>.</summary>
public static class VaultMigrations
{
    /// <summary>A runner over them.</summary>
    public static MigrationRunner CreateRunner(ClickHouseClient client, IStoreEndpoint endpoint, TimeProvider time) =>
        new(client, endpoint, time, typeof(VaultMigrations).Assembly, "migrations/");
}

using Almagest.ClickHouse.Http;
using Almagest.ClickHouse.Migrations;
using Almagest.Scenarios.Fixtures;
using Almagest.Telemetry.Schema;

namespace Almagest.Scenarios.Metrics;

/// <summary>A store of before migration 209, in which each sample was a row, shows the same samples after it.</summary>
[Collection(EngineCollection.Name)]
public sealed class SampleRunMigrationScenarios(EngineFixture engine) : IAsyncLifetime
{
    const int Version = 209;

    const string Columns = "tenant, metric, series, time, value, nanos, start_time, delta, retention_days, received";

    const string Digest = $"SELECT toString(tuple(count(), uniqExact(series, time), sum(value), sum(cityHash64({Columns})))) FROM samples";

    const string Database = "before_runs";

    readonly OldStore _endpoint = new(engine.Endpoint);
    ClickHouseClient? _client;

    ClickHouseClient Client => _client ??= new ClickHouseClient(_endpoint, TimeProvider.System);

    public Task InitializeAsync() => Client.ExecuteAsync(Ask($"DROP DATABASE IF EXISTS {Database}") with { Database = "default" }, default);

    public async Task DisposeAsync()
    {
        await InitializeAsync();
        Client.Dispose();
    }

    [Fact]
    public async Task Rows_become_arrays_and_views_show_the_same()
    {
        var all = MigrationFile.Load(typeof(VaultMigrations).Assembly, "migrations/");
        await MigrateAsync([.. all.Where(static f => f.Version < Version)]);
        foreach (var part in (int[])[0, 1, 2])
            await Client.ExecuteAsync(Ask(Rows(part)), default);
        var before = await Client.ScalarAsync<string>(Ask(Digest), default);
        before.ShouldNotBeNull().ShouldStartWith("(90000,30000,");

        await MigrateAsync(all);

        (await Client.ScalarAsync<string>(Ask(Digest), default)).ShouldBe(before);
        (await Client.ScalarAsync<long>(Ask("SELECT toInt64(count()) FROM metrics WHERE name = 'm1'"), default)).ShouldBe(30_000);
        // Three inserts of two retentions, and one start in three of each series: not a row a sample.
        (await Client.ScalarAsync<long>(Ask("SELECT toInt64(count()) FROM sample_runs"), default)).ShouldBeLessThan(10_000);
        (await Client.ScalarAsync<long>(Ask("SELECT toInt64(countIf(arraySort(times) != times OR length(times) != length(values))) FROM sample_runs"), default)).ShouldBe(0);
        (await Client.ScalarAsync<long>(Ask("SELECT toInt64(countIf(empty(nanos) = (metric = 'm0'))) FROM sample_runs WHERE metric != 'm2'"), default))
            .ShouldBe(await Client.ScalarAsync<long>(Ask("SELECT toInt64(count()) FROM sample_runs WHERE metric != 'm2'"), default));
    }

    // Two days by the minute for some series, three times over: repeated samples are kept.
    static string Rows(int part) => $"""
        INSERT INTO samples ({Columns})
        SELECT if(number % 2 = 0, 'a', 'b'), 'm' || toString(number % 3), number % 10, toDateTime64('2026-11-20 00:00:00', 3, 'UTC') + intDiv(number * 6, 10) * 10, number,
            if(number % 3 = 0, 0, 1 + number % 5), if(number % 3 = 2, 1000000000 * intDiv(number, 9000), 0), if(number % 3 = 2, number, 0), if(number % 7 = 0, 3000, 3001), toDateTime(1795000000 + {part}, 'UTC')
        FROM numbers(30000)
        """;

    Task<MigrationReport> MigrateAsync(IReadOnlyList<MigrationFile> files) =>
        new MigrationRunner(Client, _endpoint, TimeProvider.System, files).RunAsync(MigrationMode.Migrate, dryRun: false, default);

    static Statement Ask(string sql) => new(sql) { MayLag = true };

    sealed class OldStore(IStoreEndpoint engine) : IStoreEndpoint
    {
        public async ValueTask<StoreAddress> GetAddressAsync(CancellationToken ct) => await engine.GetAddressAsync(ct) with { Database = SampleRunMigrationScenarios.Database };
    }
}

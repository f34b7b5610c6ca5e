using Almagest.ClickHouse.Http;
using Almagest.ClickHouse.Migrations;
using Almagest.Scenarios.Fixtures;
using Almagest.Telemetry.Schema;

namespace Almagest.Scenarios.Metrics;

/// <summary>Stores of before a migration that puts rows together show the same after it.</summary>
[Collection(EngineCollection.Name)]
public sealed class ConvertedRowsScenarios(EngineFixture engine) : IAsyncLifetime
{
    const string Database = "before_conversion";

    const string SampleColumns = "tenant, metric, series, time, value, nanos, start_time, delta, retention_days, received";

    const string RollupColumns =
        "tenant, metric, resolution, hour, series, bucket, seq, count, min, max, first, last, first_ms, last_ms, sum, absolute_sum, resets, reset_sum, retention_days";

    static readonly IReadOnlyList<MigrationFile> All = MigrationFile.Load(typeof(VaultMigrations).Assembly, "migrations/");

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
    public async Task Samples_that_were_rows_are_shown_by_a_view()
    {
        await MigrateAsync(before: 209);
        foreach (var part in (int[])[0, 1, 2])
            await Client.ExecuteAsync(Ask(Samples(part)), default);
        var digest = await DigestAsync("samples", SampleColumns);
        digest.ShouldStartWith("(90000,");

        await MigrateAsync();

        (await DigestAsync("samples", SampleColumns)).ShouldBe(digest);
        (await CountAsync("count() FROM metrics WHERE name = 'm1'")).ShouldBe(30_000);
        // Three inserts of two retentions, and one start in three of each series: not a row a sample.
        (await CountAsync("count() FROM sample_runs")).ShouldBeLessThan(10_000);
        (await CountAsync("countIf(arraySort(times) != times OR length(times) != length(values)) FROM sample_runs")).ShouldBe(0);
        (await CountAsync("countIf(empty(nanos) != (metric = 'm0')) FROM sample_runs WHERE metric != 'm2'")).ShouldBe(0);
    }

    [Fact]
    public async Task Rollups_that_were_rows_are_shown_by_a_view()
    {
        await MigrateAsync(before: 207);
        await Client.ExecuteAsync(Ask(Rollups), default);
        var digest = await DigestAsync("rollups", RollupColumns);
        digest.ShouldStartWith("(24000,");

        await MigrateAsync();

        (await DigestAsync("rollups", RollupColumns)).ShouldBe(digest);
        await Client.ExecuteAsync(Ask("OPTIMIZE TABLE rollup_days FINAL"), default);
        (await DigestAsync("rollups", RollupColumns)).ShouldBe(digest);
        // Two days of 50 series in one width each.
        (await CountAsync("count() FROM rollup_days")).ShouldBe(100);
    }

    // A day by the second for some series, three times over: repeated samples are kept.
    static string Samples(int part) => $"""
        INSERT INTO samples ({SampleColumns})
        SELECT if(number % 2 = 0, 'a', 'b'), 'm' || toString(number % 3), number % 10, toDateTime64('2026-11-20 00:00:00', 3, 'UTC') + intDiv(number * 6, 10) * 10, number,
            if(number % 3 = 0, 0, 1 + number % 5), if(number % 3 = 2, 1000000000 * intDiv(number, 9000), 0), if(number % 3 = 2, number, 0), if(number % 7 = 0, 3000, 3001), toDateTime(1795000000 + {part}, 'UTC')
        FROM numbers(30000)
        """;

    // Two days of buckets of an hour and of five minutes, of counters and of gauges with and without resets and whole numbers, some made twice.
    const string Rollups = $"""
        INSERT INTO rollups ({RollupColumns})
        WITH number % 50 AS series, intDiv(number, 50) % 48 AS hours, intDiv(number, 2400) AS place, if(series % 2 = 0, 3600, 300) AS width,
            if(width = 3600, 1, place * 300000 + 1) AS begin, if(number % 3 = 0, 1.5, number / 7) AS low
        SELECT 'a', 'm', width, toDateTime('2026-11-20 00:00:00', 'UTC') + hours * 3600, series, toDateTime('2026-11-20 00:00:00', 'UTC') + hours * 3600 + if(width = 3600, 3600, 300 * (place + 1)),
            if(width = 3600, place, 7), 2 + number % 5, if(number % 11 = 0, low - 1, low), if(number % 13 = 0, low + 9, low), low, if(number % 4 = 0, low, low + 2), begin, begin + 1000 * (number % 100),
            if(number % 9 = 0, low, low * 2), multiIf(number % 5 = 0, nan, number % 5 = 1, if(number % 9 = 0, low, low * 2), 77), if(number % 6 = 0, 3, 0), if(number % 6 = 0, 12.5, 0), 3000
        FROM numbers(24000)
        """;

    Task<MigrationReport> MigrateAsync(int before = int.MaxValue) =>
        new MigrationRunner(Client, _endpoint, TimeProvider.System, [.. All.Where(file => file.Version < before)]).RunAsync(MigrationMode.Migrate, dryRun: false, default);

    // As text: NaN is NaN, whatever its bits.
    async Task<string> DigestAsync(string table, string columns) =>
        await Client.ScalarAsync<string>(Ask($"SELECT toString(tuple(count(), sum(cityHash64(toString(tuple({columns})))))) FROM {table}"), default) ?? "";

    Task<long> CountAsync(string what) => Client.ScalarAsync<long>(Ask($"SELECT toInt64({what.Replace(" FROM", ") FROM", StringComparison.Ordinal)}"), default);

    static Statement Ask(string sql) => new(sql) { MayLag = true };

    sealed class OldStore(IStoreEndpoint engine) : IStoreEndpoint
    {
        public async ValueTask<StoreAddress> GetAddressAsync(CancellationToken ct) => await engine.GetAddressAsync(ct) with { Database = ConvertedRowsScenarios.Database };
    }
}

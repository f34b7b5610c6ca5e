using Almagest.ClickHouse.Http;
using Almagest.ClickHouse.Migrations;

namespace Almagest.Scenarios.ClickHouse.Migrations;

[Collection(RealStoreCollection.Name)]
public sealed class MigrationScenarios : IAsyncLifetime, IDisposable
{
    static readonly CancellationToken None = CancellationToken.None;

    static readonly MigrationFile First = MigrationFile.Parse("0001_first.sql",
        "-- a; b\nCREATE TABLE a (x UInt8 COMMENT 'semi;colon') ENGINE = MergeTree ORDER BY x;\n/* ; */\nINSERT INTO a VALUES (1);\n");

    static readonly MigrationFile Second = MigrationFile.Parse("0002_second.sql", "ALTER TABLE a ADD COLUMN y String DEFAULT '\\';';");

    readonly RealStore _store;
    readonly ClickHouseClient _client;
    readonly StoreAddress _address;

    public MigrationScenarios(RealStore store)
    {
        _store = store;
        _address = store.Address with { Database = "migrated_" + Guid.NewGuid().ToString("N") };
        _client = new ClickHouseClient(new FixedStoreEndpoint(_address), TimeProvider.System);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() =>
        await _store.Client.ExecuteAsync(new Statement($"DROP DATABASE IF EXISTS {_address.Database} SYNC") { Database = "system" }, None);

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Fresh_store_gets_everything_once()
    {
        var report = await Runner(First, Second).RunAsync(MigrationMode.Migrate, false, None);
        report.Applied.Select(a => (a.File, a.Statements)).ShouldBe([("0001_first.sql", 2), ("0002_second.sql", 1)]);
        report.IsUpToDate.ShouldBeTrue();
        var again = await Runner(First, Second).RunAsync(MigrationMode.Migrate, false, None);
        again.Applied.ShouldBeEmpty();
        again.AlreadyApplied.ShouldBe(2);
        (await CountAsync("a")).ShouldBe(1);
        (await Runner(First, Second).RunAsync(MigrationMode.Wait, false, None)).IsUpToDate.ShouldBeTrue();
    }

    [Fact]
    public async Task Dry_run_and_validation_write_nothing()
    {
        var dry = await Runner(First, Second).RunAsync(MigrationMode.Migrate, dryRun: true, None);
        dry.Applied.Select(a => a.File).ShouldBe(["0001_first.sql", "0002_second.sql"]);
        (await Runner(First).RunAsync(MigrationMode.Validate, false, None)).Pending.ShouldBe(["0001_first.sql"]);
        (await _store.Client.ScalarAsync<long>(new Statement("SELECT count() FROM system.databases WHERE name = {db:String}").With("db", _address.Database), None)).ShouldBe(0);
    }

    [Fact]
    public async Task Changed_file_is_named()
    {
        await Runner(First).RunAsync(MigrationMode.Migrate, false, None);
        var changed = MigrationFile.Parse("0001_first.sql", "CREATE TABLE a (x UInt16) ENGINE = MergeTree ORDER BY x; INSERT INTO a VALUES (1)");
        (await RefusedAsync(changed)).ShouldContain("\"0001_first.sql\" was changed");
    }

    [Fact]
    public async Task Newer_store_is_refused()
    {
        await Runner(First, Second).RunAsync(MigrationMode.Migrate, false, None);
        (await RefusedAsync(First)).ShouldContain("newer than this program");
    }

    [Fact]
    public async Task File_numbered_below_the_applied_ones_is_refused()
    {
        await Runner(Second with { Statements = [new SqlPart("SELECT 1", 1)] }).RunAsync(MigrationMode.Migrate, false, None);
        (await RefusedAsync(First, Second with { Statements = [new SqlPart("SELECT 1", 1)] })).ShouldContain("give it a number above 0002");
    }

    [Fact]
    public async Task Failed_statement_is_named_and_the_repaired_file_goes_on_there()
    {
        const string Good = "CREATE TABLE a (x UInt8) ENGINE = MergeTree ORDER BY x;\nINSERT INTO a VALUES (1);\n";
        var broken = MigrationFile.Parse("0001_first.sql", Good + "\nALTER TABLE a\n  ADD COLUM y String;");
        (await RefusedAsync(broken)).ShouldContain("\"0001_first.sql\" failed at line 5, statement 3 of 3");
        var repaired = MigrationFile.Parse("0001_first.sql", Good + "ALTER TABLE a ADD COLUMN y String;");
        var report = await Runner(repaired).RunAsync(MigrationMode.Migrate, false, None);
        report.Applied.ShouldHaveSingleItem().Statements.ShouldBe(1);
        (await CountAsync("a")).ShouldBe(1);
    }

    [Fact]
    public async Task Runners_at_once_apply_everything_once()
    {
        var reports = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Runner(First, Second).RunAsync(MigrationMode.Migrate, false, None)));
        reports.Sum(r => r.Applied.Count).ShouldBe(2);
        (await CountAsync("a")).ShouldBe(1);
    }

    [Fact]
    public async Task Lock_of_another_is_respected_until_it_is_given_back()
    {
        await ExecuteAsync($"CREATE DATABASE {_address.Database}", "system");
        await ExecuteAsync("CREATE TABLE migrations_lock_1 (owner String, at DateTime64(3, 'UTC') DEFAULT now64(3), released Bool) ENGINE = MergeTree ORDER BY at");
        await ExecuteAsync("INSERT INTO migrations_lock_1 (owner) SELECT 'somebody'");
        var impatient = new MigrationRunner(_client, new FixedStoreEndpoint(_address), TimeProvider.System, [First]) { LockPatience = TimeSpan.Zero };
        (await Should.ThrowAsync<MigrationException>(() => impatient.RunAsync(MigrationMode.Migrate, false, None))).Message.ShouldContain("held by somebody");
        await ExecuteAsync("INSERT INTO migrations_lock_1 (owner, released) SELECT 'somebody', true");
        (await Runner(First).RunAsync(MigrationMode.Migrate, false, None)).Applied.Count.ShouldBe(1);
    }

    MigrationRunner Runner(params MigrationFile[] files) => new(_client, new FixedStoreEndpoint(_address), TimeProvider.System, files);

    async Task<string> RefusedAsync(params MigrationFile[] files) =>
        (await Should.ThrowAsync<MigrationException>(() => Runner(files).RunAsync(MigrationMode.Migrate, false, None))).Message;

    Task<QueryStatistics> ExecuteAsync(string sql, string? database = null) =>
        _store.Client.ExecuteAsync(new Statement(sql) { Database = database ?? _address.Database }, None);

    Task<long> CountAsync(string table) => _store.Client.ScalarAsync<long>(new Statement($"SELECT count() FROM {table}") { Database = _address.Database }, None);
}

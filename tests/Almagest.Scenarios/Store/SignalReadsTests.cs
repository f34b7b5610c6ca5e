using System.Text.RegularExpressions;
using Almagest.ClickHouse.Http;
using Almagest.ClickHouse.Migrations;
using Almagest.Scenarios.Fixtures;
using Almagest.Telemetry.Schema;
using Almagest.Telemetry.Writing;

namespace Almagest.Scenarios.Store;

/// <summary>What a statement waits for is told by names: every table that telemetry is written to must be among them.</summary>
[Collection(EngineCollection.Name)]
public sealed partial class SignalReadsTests(EngineFixture engine) : IDisposable
{
    // Written in the background or by statements that are waited for, not by the queues of signals.
    static readonly string[] NotOfSignals = ["chunks", "rollups", "rollup_days", "seals", "documents", "service_graph", "service_graph_days"];

    readonly ClickHouseClient _client = new(engine.Endpoint, TimeProvider.System);

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Every_table_and_view_is_known_with_all_signals_that_come_into_it()
    {
        await VaultMigrations.CreateRunner(_client, engine.Endpoint, TimeProvider.System).RunAsync(MigrationMode.Migrate, dryRun: false, CancellationToken.None);
        var tables = await ReadAsync("SELECT name, as_select AS query FROM system.tables WHERE database = currentDatabase() AND engine != 'MaterializedView' "
            + "AND comment != '' AND name IN (SELECT table FROM system.columns WHERE database = currentDatabase() AND name = 'tenant')");
        tables.Count.ShouldBeGreaterThan(25);
        foreach (var (name, query) in tables.Where(static t => !NotOfSignals.Contains(t.Name)))
        {
            SignalReads.Tables.ShouldContainKey(name);
            if (query.Length > 0)
                SignalReads.Tables[name].ShouldBe(SourcesOf(query), ignoreOrder: true, name);
        }

        var targets = await ReadAsync("SELECT extract(create_table_query, ' TO (?:\\w+\\.)?`?(\\w+)') AS name, as_select AS query FROM system.tables WHERE database = currentDatabase() AND engine = 'MaterializedView'");
        targets.Count.ShouldBeGreaterThan(5);
        foreach (var (name, query) in targets)
            SignalReads.Tables[name].ShouldBe(SourcesOf(query), ignoreOrder: true, name);
    }

    static IEnumerable<Signal> SourcesOf(string query) =>
        Source().Matches(query).Select(static m => m.Groups[1].Value).Where(static name => !NotOfSignals.Contains(name)).SelectMany(static name => SignalReads.Tables[name]).Distinct();

    async Task<List<(string Name, string Query)>> ReadAsync(string sql)
    {
        var found = new List<(string, string)>();
        await foreach (var block in _client.ReadAsync(new Statement(sql), CancellationToken.None))
            for (var row = 0; row < block.Rows; row++)
                found.Add((block.Strings("name").GetString(row), block.Strings("query").GetString(row)));
        return found;
    }

    [GeneratedRegex(@"\b(?:FROM|(?<!ARRAY )JOIN)\s+(?:\w+\.)?`?(\w+)\b(?!\()")]
    private static partial Regex Source();
}

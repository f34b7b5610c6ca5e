using Almagest.ClickHouse.Http;

namespace Almagest.ClickHouse.Migrations;

/// <summary>
/// The table <c>migrations</c>: what was applied, also half-way. DDL has no transactions, so each finished statement is recorded
/// and a repaired file goes on where it failed.
/// </summary>
sealed class MigrationHistory(ClickHouseClient client, TimeProvider time)
{
    /// <param name="Version">The file's number.</param>
    /// <param name="Name">The file's name without number.</param>
    /// <param name="Checksum">Of the statements done.</param>
    /// <param name="StatementsDone">How many of its statements ran.</param>
    /// <param name="Finished">True when all of them did.</param>
    internal sealed record Entry(int Version, string Name, string Checksum, int StatementsDone, bool Finished);

    public async Task CreateAsync(string database, CancellationToken ct)
    {
        await client.ExecuteAsync(
            Ask($"CREATE DATABASE IF NOT EXISTS {SqlText.Identifier(database)}") with { Database = "default" }, ct).ConfigureAwait(false);
        await client.ExecuteAsync(Ask("""
            CREATE TABLE IF NOT EXISTS migrations
            (
                version UInt32 COMMENT 'number of the file',
                name String COMMENT 'name of the file',
                checksum String COMMENT 'SHA-256 of the statements done',
                statements_done UInt32 COMMENT 'statements that ran',
                finished Bool COMMENT 'false when a statement failed: the next run goes on behind statements_done',
                applied_at DateTime64(3, 'UTC') DEFAULT now64(3) COMMENT 'when this row was written',
                duration_ms UInt64 COMMENT 'time the statements took in this run',
                `by` String COMMENT 'program, machine and process that ran them'
            )
            ENGINE = ReplacingMergeTree(statements_done) ORDER BY version
            COMMENT 'schema migrations applied to this database'
            """), ct).ConfigureAwait(false);
    }

    /// <summary>The version of the store, such as <c>26.7.2.1</c>.</summary>
    public async Task<string> ReadVersionAsync(CancellationToken ct) =>
        await client.ScalarAsync<string>(Ask("SELECT version()") with { Database = "system" }, ct).ConfigureAwait(false)
        ?? throw new MigrationException("the store does not tell its version");

    /// <summary>All entries by version; empty when database or table do not exist yet.</summary>
    public async Task<SortedDictionary<int, Entry>> ReadAsync(string database, CancellationToken ct)
    {
        SortedDictionary<int, Entry> entries = [];
        var exists = await client.ScalarAsync<long>(
            (Ask("SELECT count() FROM system.tables WHERE database = {db:String} AND name = 'migrations'") with { Database = "system" })
            .With("db", database), ct).ConfigureAwait(false);
        if (exists == 0)
            return entries;
        var ask = Ask("SELECT version, name, checksum, statements_done, finished FROM migrations FINAL ORDER BY version");
        await foreach (var block in client.ReadAsync(ask, ct).ConfigureAwait(false))
            for (var row = 0; row < block.Rows; row++)
            {
                var version = (int)block.Fixed<uint>("version")[row];
                entries[version] = new Entry(version, block.Strings("name").GetString(row), block.Strings("checksum").GetString(row),
                    (int)block.Fixed<uint>("statements_done")[row], block.Fixed<byte>("finished")[row] != 0);
            }
        return entries;
    }

    /// <summary>Records that the first <paramref name="done"/> statements of a file have run.</summary>
    public Task RecordAsync(MigrationFile file, int done, long began, CancellationToken ct) =>
        client.ExecuteAsync(Ask("""
            INSERT INTO migrations (version, name, checksum, statements_done, finished, duration_ms, `by`)
            SELECT {version:UInt32}, {name:String}, {checksum:String}, {done:UInt32}, {finished:Bool}, {ms:UInt64}, {by:String}
            """)
            .With("version", file.Version).With("name", file.Name).With("checksum", file.Checksum(done)).With("done", done)
            .With("finished", done == file.Statements.Count).With("ms", (long)time.GetElapsedTime(began).TotalMilliseconds)
            .With("by", MigrationLock.Owner), ct);

    static Statement Ask(string sql) => new(sql) { Caller = "migrations" };
}

using System.Globalization;
using System.Reflection;
using Almagest.ClickHouse.Http;

namespace Almagest.ClickHouse.Migrations;

/// <summary>
/// Brings the store's schema to what the program expects: embedded files <c>NNNN_name.sql</c>, applied in order, each once. Several
/// programs may start against one store at once; one applies, the others wait for it.
/// </summary>
public sealed class MigrationRunner
{
    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    readonly ClickHouseClient _client;
    readonly IStoreEndpoint _endpoint;
    readonly TimeProvider _time;
    readonly IReadOnlyList<MigrationFile> _files;
    readonly MigrationHistory _history;

    /// <param name="client">The store.</param>
    /// <param name="endpoint">Names the database.</param>
    /// <param name="time">For waiting and durations.</param>
    /// <param name="assembly">Holds the SQL files as embedded resources.</param>
    /// <param name="prefix">What comes before <c>NNNN_name.sql</c> in their resource names.</param>
    /// <exception cref="MigrationException">The files are named wrongly or missing.</exception>
    public MigrationRunner(ClickHouseClient client, IStoreEndpoint endpoint, TimeProvider time, Assembly assembly, string prefix)
        : this(client, endpoint, time, MigrationFile.Load(assembly, prefix))
    {
    }

    internal MigrationRunner(ClickHouseClient client, IStoreEndpoint endpoint, TimeProvider time, IReadOnlyList<MigrationFile> files) =>
        (_client, _endpoint, _time, _files, _history) = (client, endpoint, time, files, new MigrationHistory(client, time));

    /// <summary>How long to wait for another migration to end. Default 5 minutes.</summary>
    public TimeSpan LockPatience { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Compares and, by mode, applies or waits. A dry run reports what would be applied and writes nothing.</summary>
    /// <exception cref="MigrationException">A file was changed after it was applied, the store is newer than the program, a
    /// statement failed, or the lock was not to be had.</exception>
    public async Task<MigrationReport> RunAsync(MigrationMode mode, bool dryRun, CancellationToken ct)
    {
        var database = (await _endpoint.GetAddressAsync(ct).ConfigureAwait(false)).Database;
        if (mode == MigrationMode.Wait && !dryRun)
            return await WaitAsync(database, ct).ConfigureAwait(false);
        StoreVersion.Require(await _history.ReadVersionAsync(ct).ConfigureAwait(false));
        var entries = await _history.ReadAsync(database, ct).ConfigureAwait(false);
        var pending = Compare(entries);
        if (dryRun || pending.Count == 0 || mode != MigrationMode.Migrate)
            return Report(database, dryRun ? [.. pending.Select(f => new AppliedMigration(f.FileName, Left(f, entries), TimeSpan.Zero))] : [], pending, dryRun);
        return await MigrateAsync(database, ct).ConfigureAwait(false);
    }

    async Task<MigrationReport> MigrateAsync(string database, CancellationToken ct)
    {
        await _history.CreateAsync(database, ct).ConfigureAwait(false);
        var held = new MigrationLock(_client, _time, database);
        await using (held.ConfigureAwait(false))
        {
            await held.TakeAsync(LockPatience, ct).ConfigureAwait(false);
            // Somebody may have migrated while we waited.
            var entries = await _history.ReadAsync(database, ct).ConfigureAwait(false);
            var pending = Compare(entries);
            List<AppliedMigration> applied = [];
            foreach (var file in pending)
                applied.Add(await ApplyAsync(file, entries.GetValueOrDefault(file.Version)?.StatementsDone ?? 0, held, ct).ConfigureAwait(false));
            return new MigrationReport(database, applied, [], _files.Count - applied.Count, false);
        }
    }

    async Task<AppliedMigration> ApplyAsync(MigrationFile file, int done, MigrationLock held, CancellationToken ct)
    {
        var began = _time.GetTimestamp();
        var first = done;
        // Zero statements may be left when the file was cut behind the statement that failed.
        if (done == file.Statements.Count)
            await _history.RecordAsync(file, done, began, ct).ConfigureAwait(false);
        for (; done < file.Statements.Count; done++)
        {
            await held.CheckAsync(ct).ConfigureAwait(false);
            await ExecuteAsync(file, done, ct).ConfigureAwait(false);
            await _history.RecordAsync(file, done + 1, began, ct).ConfigureAwait(false);
        }
        return new AppliedMigration(file.FileName, done - first, _time.GetElapsedTime(began));
    }

    async Task ExecuteAsync(MigrationFile file, int index, CancellationToken ct)
    {
        var statement = file.Statements[index];
        try
        {
            await _client.ExecuteAsync(new Statement(statement.Text) { Caller = "migration " + file.FileName }.Setting("max_execution_time", 0), ct).ConfigureAwait(false);
        }
        catch (ClickHouseException failed)
        {
            var line = statement.Line + (failed.Position?.Line ?? 1) - 1;
            throw new MigrationException(string.Create(CultureInfo.InvariantCulture,
                $"migration \"{file.FileName}\" failed at line {line}, statement {index + 1} of {file.Statements.Count}: {failed.Message}; the {index} statements before it are applied and recorded, the next run goes on with this one"), failed);
        }
    }

    async Task<MigrationReport> WaitAsync(string database, CancellationToken ct)
    {
        while (true)
        {
            if (await PendingAsync(database, ct).ConfigureAwait(false) is { Count: 0 } nothing)
                return Report(database, [], nothing, false);
            await Task.Delay(Poll, _time, ct).ConfigureAwait(false);
        }
    }

    // Who waits is often there before the store is.
    async Task<List<MigrationFile>?> PendingAsync(string database, CancellationToken ct)
    {
        try
        {
            return Compare(await _history.ReadAsync(database, ct).ConfigureAwait(false));
        }
        catch (StoreUnavailableException)
        {
            return null;
        }
    }

    List<MigrationFile> Compare(SortedDictionary<int, MigrationHistory.Entry> entries)
    {
        var known = _files.ToDictionary(f => f.Version);
        var newest = _files[^1];
        foreach (var entry in entries.Values)
        {
            if (!known.TryGetValue(entry.Version, out var file))
                throw entry.Version > newest.Version
                    ? new MigrationException($"the store is newer than this program: it has migration {entry.Version:D4}_{entry.Name} and the program knows up to \"{newest.FileName}\"; use the newer program")
                    : new MigrationException($"the store has migration {entry.Version:D4}_{entry.Name}, which this program lacks");
            var changed = entry.Finished ? file.Statements.Count != entry.StatementsDone : file.Statements.Count < entry.StatementsDone;
            if (changed || file.Checksum(entry.StatementsDone) != entry.Checksum)
                throw new MigrationException($"migration \"{file.FileName}\" was changed after it was applied; restore the file and put the change into a new one");
        }
        var last = entries.Count == 0 ? 0 : entries.Keys.Max();
        var missing = _files.Where(f => !entries.TryGetValue(f.Version, out var entry) || !entry.Finished).ToList();
        if (missing.Find(f => f.Version < last) is { } late)
            throw new MigrationException($"migration \"{late.FileName}\" comes before {last:D4}, which is applied already; give it a number above {last:D4}");
        return missing;
    }

    MigrationReport Report(string database, IReadOnlyList<AppliedMigration> applied, List<MigrationFile> pending, bool dryRun) =>
        new(database, applied, [.. pending.Select(f => f.FileName)], _files.Count - pending.Count, dryRun);

    static int Left(MigrationFile file, SortedDictionary<int, MigrationHistory.Entry> entries) =>
        file.Statements.Count - (entries.GetValueOrDefault(file.Version)?.StatementsDone ?? 0);
}

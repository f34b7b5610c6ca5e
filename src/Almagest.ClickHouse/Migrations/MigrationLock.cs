using System.Globalization;
using Almagest.ClickHouse.Http;

namespace Almagest.ClickHouse.Migrations;

/// <summary>
/// Lets one migration run at a time on one store, with nothing but tables. The lock is the table <c>migrations_lock_N</c> with the
/// highest N: creating a table fails for the second, so one candidate gets N+1 when N is released or its owner has been silent for
/// a minute. A candidate that finds a higher table after its own creation was late and steps back. The owner writes a row
/// every ten seconds and asks before each statement whether its table is still the highest.
/// </summary>
sealed class MigrationLock(ClickHouseClient client, TimeProvider time, string database) : IAsyncDisposable
{
    static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);
    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);
    const int ExpirySeconds = 60;
    const string Prefix = "migrations_lock_";

    readonly CancellationTokenSource _stop = new();
    Task _beating = Task.CompletedTask;
    long _held;

    /// <summary>Who we are, for people who wonder what holds the lock.</summary>
    public static string Owner { get; } =
        string.Create(CultureInfo.InvariantCulture, $"{AppDomain.CurrentDomain.FriendlyName} on {Environment.MachineName}, process {Environment.ProcessId}");

    /// <summary>Waits for the lock.</summary>
    /// <exception cref="MigrationException">Somebody else kept it for longer than <paramref name="patience"/>.</exception>
    public async Task TakeAsync(TimeSpan patience, CancellationToken ct)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var highest = await HighestAsync(ct).ConfigureAwait(false);
            var holder = highest == 0 ? null : await HolderAsync(highest, ct).ConfigureAwait(false);
            if (holder is null && await TryCreateAsync(highest + 1, ct).ConfigureAwait(false))
                return;
            if (time.GetElapsedTime(began) > patience)
                throw new MigrationException($"the schema is locked by another migration ({holder ?? "unknown"}) since more than {patience}; try again when it has ended");
            await Task.Delay(Poll, time, ct).ConfigureAwait(false);
        }
    }

    /// <summary>Makes sure that nobody took the lock because we seemed dead.</summary>
    /// <exception cref="MigrationException">Somebody did.</exception>
    public async Task CheckAsync(CancellationToken ct)
    {
        if (await HighestAsync(ct).ConfigureAwait(false) != _held)
            throw new MigrationException("another migration took over the lock because this one did not report for a minute; run again");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _beating.ConfigureAwait(false);
        _stop.Dispose();
        if (_held > 0)
            await ReleaseAsync().ConfigureAwait(false);
    }

    async Task<bool> TryCreateAsync(long number, CancellationToken ct)
    {
        var table = Table(number);
        try
        {
            await RunAsync($"CREATE TABLE {table} (owner String, at DateTime64(3, 'UTC') DEFAULT now64(3), released Bool) ENGINE = MergeTree ORDER BY at COMMENT 'lock of schema migrations'", ct).ConfigureAwait(false);
        }
        catch (ClickHouseException exists) when (exists.Error == ClickHouseError.TableExists)
        {
            return false;
        }
        await BeatAsync(number, released: false, ct).ConfigureAwait(false);
        if (await HighestAsync(ct).ConfigureAwait(false) != number)
        {
            await RunAsync($"DROP TABLE IF EXISTS {table} SYNC", ct).ConfigureAwait(false);
            return false;
        }
        _held = number;
        _beating = KeepAsync(number);
        // Older tables are history; the highest is never dropped, so numbers only grow.
        for (var old = number - 1; old > 0 && old > number - 10; old--)
            await RunAsync($"DROP TABLE IF EXISTS {Table(old)} SYNC", ct).ConfigureAwait(false);
        return true;
    }

    async Task KeepAsync(long number)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Heartbeat, time, _stop.Token).ConfigureAwait(false);
                await BeatAsync(number, released: false, _stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The lock is being given back.
        }
        catch (Exception silent) when (silent is ClickHouseException or StoreUnavailableException)
        {
            // CheckAsync finds out before the next statement whether the silence cost us the lock.
        }
    }

    async Task ReleaseAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5), time);
        try
        {
            await BeatAsync(_held, released: true, limit.Token).ConfigureAwait(false);
        }
        catch (Exception failed) when (failed is ClickHouseException or StoreUnavailableException or OperationCanceledException)
        {
            // It expires by itself; the result of the migration is what the caller must see.
        }
    }

    // Null when nobody holds it. A table without a row is as old as the table: its creator may have died in between.
    async Task<string?> HolderAsync(long number, CancellationToken ct)
    {
        try
        {
            var holder = await client.ScalarAsync<string>(Ask($"""
                SELECT if(max(released) OR greatest(max(at), (SELECT toDateTime64(max(metadata_modification_time), 3, 'UTC')
                       FROM system.tables WHERE database = currentDatabase() AND name = '{Prefix}{number}'))
                       < now64(3) - INTERVAL {ExpirySeconds} SECOND, '', 'held by ' || argMax(owner, at))
                FROM {Table(number)}
                """), ct).ConfigureAwait(false);
            return string.IsNullOrEmpty(holder) ? null : holder;
        }
        catch (ClickHouseException gone) when (gone.Error == ClickHouseError.UnknownTable)
        {
            return "a migration that has just begun";
        }
    }

    Task<long> HighestAsync(CancellationToken ct) => client.ScalarAsync<long>(Ask($$"""
        SELECT max(toUInt64OrZero(substring(name, {{Prefix.Length + 1}})))
        FROM system.tables WHERE database = {db:String} AND startsWith(name, '{{Prefix}}')
        """).With("db", database), ct);

    Task<QueryStatistics> BeatAsync(long number, bool released, CancellationToken ct) => client.ExecuteAsync(
        Ask($"INSERT INTO {Table(number)} (owner, released) SELECT {{owner:String}}, {{released:Bool}}").With("owner", Owner).With("released", released), ct);

    Task<QueryStatistics> RunAsync(string sql, CancellationToken ct) => client.ExecuteAsync(Ask(sql), ct);

    static string Table(long number) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{number}");

    static Statement Ask(string sql) => new(sql) { Caller = "migrations" };
}

using System.Globalization;

namespace Almagest.ClickHouse.Http;

/// <summary>One insert with its repetitions.</summary>
sealed class Insertion(ClickHouseClient client, InsertStatement insert, InsertBody body)
{
    static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(2);

    readonly string _queryId = insert.QueryId ?? ClickHouseClient.NewQueryId();

    public async Task<QueryStatistics> RunAsync(CancellationToken ct)
    {
        var delay = FirstDelay;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await AttemptAsync(attempt, ct).ConfigureAwait(false);
            }
            catch (Exception failed) when (insert.DeduplicationToken is not null && MayPass(failed))
            {
                await Task.Delay(delay, client.Time, ct).ConfigureAwait(false);
                delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
            }
        }
    }

    // An endpoint that gave up says so without an inner exception: trying again would never end.
    static bool MayPass(Exception failed) => failed switch
    {
        StoreUnavailableException lost => lost.InnerException is not null,
        ClickHouseException refused => refused.IsTransient,
        _ => false,
    };

    async Task<QueryStatistics> AttemptAsync(int attempt, CancellationToken ct)
    {
        // The server may still work on the attempt whose connection was lost, and refuses a second query of the same id.
        var queryId = attempt == 1 ? _queryId : string.Create(CultureInfo.InvariantCulture, $"{_queryId}-{attempt}");
        var query = new RunningQuery(client, new Statement(insert.Sql) { Timeout = insert.Timeout }, queryId, ct);
        var finished = false;
        try
        {
            using var response = await query.WatchAsync(() => client.SendAsync(Request(queryId), insert.Database, query.Stopping), ct).ConfigureAwait(false);
            finished = true;
            return QueryStatistics.Parse(queryId, StoreConnections.Header(response, "X-ClickHouse-Summary"));
        }
        finally
        {
            // After a lost connection the server either has the rows or forgets them; only a cancelled insert is to be stopped.
            await query.EndAsync(kill: !finished && query.Stopping.IsCancellationRequested).ConfigureAwait(false);
        }
    }

    StoreRequest Request(string queryId)
    {
        var request = new StoreRequest(queryId, body.ToContent, AsReader: false).Add("query", insert.Sql);
        // Without it the status could leave before the last block is stored.
        request.Add("wait_end_of_query", "1");
        // 26.x gathers inserts by default, which adds up to 200 ms; ours come in batches already.
        if (!insert.Settings.ContainsKey("async_insert"))
            request.Add("async_insert", "0");
        if (insert.Timeout is { } timeout)
            request.Add("max_execution_time", timeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture));
        return request
            .Add("log_comment", insert.Caller)
            // Without any token the store drops a block equal to a recent one; only a caller can say that equal rows are the same rows.
            .Add("insert_deduplication_token", insert.DeduplicationToken ?? queryId)
            .AddRange(insert.Settings);
    }
}

namespace Almagest.ClickHouse.Http;

/// <summary>
/// Reports the progress of one query by asking <c>system.processes</c>. The server can send progress as repeated HTTP headers,
/// but .NET hands headers on only when all of them are there, which is when the result begins.
/// </summary>
sealed class ProgressReports : IAsyncDisposable
{
    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    readonly CancellationTokenSource _stop = new();
    Task _task = Task.CompletedTask;

    public static ProgressReports Start(ClickHouseClient client, string queryId, IProgress<QueryProgress> progress)
    {
        var reports = new ProgressReports();
        reports._task = reports.RunAsync(client, queryId, progress);
        return reports;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _task.ConfigureAwait(false);
        _stop.Dispose();
    }

    async Task RunAsync(ClickHouseClient client, string queryId, IProgress<QueryProgress> progress)
    {
        var ask = new Statement("""
            SELECT read_rows, read_bytes, total_rows_approx, memory_usage, elapsed
            FROM system.processes WHERE query_id = {id:String}
            """) { Caller = "progress", Timeout = TimeSpan.FromSeconds(5), Database = "system", LeaveRunning = true }.With("id", queryId);
        try
        {
            while (true)
            {
                await Task.Delay(Interval, client.Time, _stop.Token).ConfigureAwait(false);
                await foreach (var block in client.ReadAsync(ask, _stop.Token).ConfigureAwait(false))
                    for (var row = 0; row < block.Rows; row++)
                        progress.Report(Read(block, row));
            }
        }
        catch (OperationCanceledException)
        {
            // The query is over.
        }
        catch (Exception unavailable) when (unavailable is ClickHouseException or StoreUnavailableException)
        {
            // Progress is a courtesy: an account that may not see system.processes gets none, and the query itself will say
            // what is wrong with the store.
        }
    }

    static QueryProgress Read(Formats.Reading.ResultBlock block, int row) => new(
        (long)block.Fixed<ulong>("read_rows")[row],
        (long)block.Fixed<ulong>("read_bytes")[row],
        (long)block.Fixed<ulong>("total_rows_approx")[row],
        block.Fixed<long>("memory_usage")[row],
        TimeSpan.FromSeconds(block.Fixed<double>("elapsed")[row]));
}

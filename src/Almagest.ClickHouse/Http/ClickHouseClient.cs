using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Almagest.ClickHouse.Formats.Reading;

namespace Almagest.ClickHouse.Http;

/// <summary>
/// Speaks ClickHouse's HTTP interface over pooled connections. Safe for concurrent use; one per store. Every method throws
/// <see cref="ClickHouseException"/> when the server refuses or fails the statement and <see cref="StoreUnavailableException"/>
/// when it cannot be reached. Cancelling a call stops its query on the server before the call ends.
/// </summary>
public sealed class ClickHouseClient(IStoreEndpoint endpoint, TimeProvider time) : IDisposable
{
    // Up to this size the server keeps the result back, so that a failure still has its own status and the statistics are
    // complete; a larger result begins to flow at this point.
    const string ResponseBufferBytes = "65536";

    static readonly TimeSpan KillTimeout = TimeSpan.FromSeconds(5);

    readonly StoreConnections _connections = new(endpoint);

    /// <summary>Runs before every read that must see all that was written before it: writers that hold rows back store those it may read there.</summary>
    public Func<Statement, CancellationToken, ValueTask>? BeforeRead { get; set; }

    internal TimeProvider Time => time;

    /// <summary>Runs a statement to its end and drops its result, if it has one.</summary>
    public async Task<QueryStatistics> ExecuteAsync(Statement statement, CancellationToken ct)
    {
        var complete = statement.Settings.ContainsKey("wait_end_of_query") ? statement : statement.Setting("wait_end_of_query", 1);
        await using var result = await OpenAsync(complete, "Null", ct).ConfigureAwait(false);
        await result.Body.CopyToAsync(Stream.Null, ct).ConfigureAwait(false);
        return result.Statistics;
    }

    /// <summary>
    /// Stores rows; they are durable against the end of any process when this returns. With a deduplication token it tries again
    /// after lost connections and passing errors until <paramref name="ct"/> is cancelled; without one it tries once.
    /// </summary>
    public Task<QueryStatistics> InsertAsync(InsertStatement insert, InsertBody body, CancellationToken ct) =>
        new Insertion(this, insert, body).RunAsync(ct);

    /// <summary>Runs a statement and gives its result in one of ClickHouse's formats, such as CSV, JSONEachRow, Parquet or ArrowStream.</summary>
    public async Task<RawResult> OpenAsync(Statement statement, string format, CancellationToken ct)
    {
        if ((statement.ReadOnly || statement.AsReader) && !statement.MayLag && BeforeRead is { } prepare)
        {
            // The time that an engine takes to start again is none of the time that a reader gives to inserts: they wait for it as well.
            await endpoint.GetAddressAsync(ct).ConfigureAwait(false);
            await prepare(statement, ct).ConfigureAwait(false);
        }

        var query = new RunningQuery(this, statement, statement.QueryId ?? NewQueryId(), ct);
        try
        {
            var request = Request(statement, query.QueryId).Add("default_format", format);
            var response = await query.WatchAsync(() => SendAsync(request, statement, query), ct).ConfigureAwait(false);
            return new RawResult(response, await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false), query);
        }
        catch
        {
            // When the store is away there is nobody to ask; its own time limit ends the query.
            await query.EndAsync(kill: query.Stopping.IsCancellationRequested).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Runs a statement and decodes its result block by block (at most 65,409 rows by default). A block and its columns are valid
    /// until the next one is asked for: their memory is reused.
    /// </summary>
    /// <exception cref="ClickHouseFormatException">The bytes received are not the Native format.</exception>
    public async IAsyncEnumerable<ResultBlock> ReadAsync(Statement statement, [EnumeratorCancellation] CancellationToken ct)
    {
        // JSON columns have a format of their own in Native; as text they are what every caller wants.
        var readable = statement.Setting("output_format_native_write_json_as_string", 1);
        await using var result = await OpenAsync(statement.ReadOnly || !statement.AsReader ? readable : statement, "Native", ct).ConfigureAwait(false);
        if (result.Format is not ("Native" or ""))
            throw new ClickHouseFormatException($"expected a result in format \"Native\" but the statement asks for \"{result.Format}\": remove its FORMAT clause", 0);
        using var reader = new NativeReader(result.Body);
        while (await reader.ReadBlockAsync(ct).ConfigureAwait(false) is { } block)
            using (block)
                yield return block;
    }

    /// <summary>Runs a statement and gives the first column of its first row, converted to <typeparamref name="T"/>.</summary>
    /// <exception cref="InvalidOperationException">There is no row.</exception>
    public async Task<T?> ScalarAsync<T>(Statement statement, CancellationToken ct)
    {
        var (value, found) = (default(T), false);
        // To the end: leaving early would stop a query that is done anyway.
        await foreach (var block in ReadAsync(statement, ct).ConfigureAwait(false))
            if (!found && block.Rows > 0)
                (value, found) = (Scalar.Convert<T>(block.Columns[0].GetValue(0)), true);
        return found ? value : throw new InvalidOperationException($"expected one value but the statement returned no row: {statement.Sql}");
    }

    /// <summary>Asks the server to stop a query; false when it knows none of this id. It may take a moment to end.</summary>
    public async Task<bool> KillAsync(string queryId, CancellationToken ct)
    {
        var kill = new Statement("KILL QUERY WHERE query_id = {id:String} ASYNC") { Caller = "kill", Database = "system", LeaveRunning = true }.With("id", queryId);
        await using var result = await OpenAsync(kill, "TabSeparated", ct).ConfigureAwait(false);
        using var text = new StreamReader(result.Body);
        return (await text.ReadToEndAsync(ct).ConfigureAwait(false)).Length > 0;
    }

    /// <inheritdoc/>
    public void Dispose() => _connections.Dispose();

    internal static string NewQueryId() => Guid.NewGuid().ToString();

    internal async ValueTask<HttpResponseMessage> SendAsync(StoreRequest request, string? database, CancellationToken ct) =>
        await _connections.SendAsync(request, database, ct).ConfigureAwait(false);

    /// <summary>Stops a query nobody waits for any more; also when the account may not or the store is gone, the caller goes on.</summary>
    internal async ValueTask StopAbandonedAsync(string queryId)
    {
        using var limit = new CancellationTokenSource(KillTimeout, time);
        try
        {
            // The request may still be on its way when its cancellation overtakes it.
            for (var attempt = 0; attempt < 3 && !await KillAsync(queryId, limit.Token).ConfigureAwait(false); attempt++)
                await Task.Delay(TimeSpan.FromMilliseconds(20), time, limit.Token).ConfigureAwait(false);
        }
        catch (Exception failed) when (failed is ClickHouseException or StoreUnavailableException or OperationCanceledException or ObjectDisposedException)
        {
            // The query's own error or cancellation is what the caller must see; the server's time limit ends the query.
        }
    }

    async ValueTask<HttpResponseMessage> SendAsync(StoreRequest request, Statement statement, RunningQuery query)
    {
        try
        {
            return await SendAsync(request, statement.Database, query.Stopping).ConfigureAwait(false);
        }
        catch (StoreUnavailableException lost) when ((statement.ReadOnly || statement.AsReader) && lost.InnerException is not null)
        {
            // Most likely a kept connection the server had just closed. Nothing was received and a read may run twice.
            return await SendAgainAsync(request, statement, query).ConfigureAwait(false);
        }
    }

    /// <summary>The server may still be busy with the first attempt, whose reader is gone: it then refuses the same id for a moment.</summary>
    async ValueTask<HttpResponseMessage> SendAgainAsync(StoreRequest request, Statement statement, RunningQuery query)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await SendAsync(request, statement.Database, query.Stopping).ConfigureAwait(false);
            }
            catch (ClickHouseException busy) when (busy.Code == (int)ClickHouseError.QueryIdInUse && attempt < 50)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), time, query.Stopping).ConfigureAwait(false);
            }
        }
    }

    static StoreRequest Request(Statement statement, string queryId)
    {
        var sql = Encoding.UTF8.GetBytes(statement.Sql);
        var request = new StoreRequest(queryId, () => new ByteArrayContent(sql), statement.AsReader);
        var settings = statement.Settings;
        if (!settings.ContainsKey("http_response_buffer_size") && !settings.ContainsKey("wait_end_of_query"))
            request.Add("http_response_buffer_size", ResponseBufferBytes);
        if (statement.ReadOnly)
            request.Add("readonly", "1");
        if (statement.ReadOnly || statement.AsReader)
            request.Add("cancel_http_readonly_queries_on_client_close", "1");
        if (statement.Timeout is { } timeout)
            request.Add("max_execution_time", timeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture));
        return request.Add("log_comment", statement.Caller).AddRange(settings).AddRange(statement.RenderParameters());
    }
}

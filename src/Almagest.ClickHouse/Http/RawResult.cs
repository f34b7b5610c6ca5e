namespace Almagest.ClickHouse.Http;

/// <summary>
/// A result as the server formats it, streamed. Must be disposed; disposed before the end it stops the query on the server.
/// </summary>
public sealed class RawResult : IAsyncDisposable
{
    readonly HttpResponseMessage _response;
    readonly LateErrorStream _body;
    readonly RunningQuery _query;

    internal RawResult(HttpResponseMessage response, Stream body, RunningQuery query)
    {
        _response = response;
        _query = query;
        _body = new LateErrorStream(body, StoreConnections.Header(response, "X-ClickHouse-Exception-Tag"), query.QueryId);
        Body = new GuardedStream(_body, query);
        Format = StoreConnections.Header(response, "X-ClickHouse-Format") ?? "";
        ContentType = response.Content.Headers.ContentType?.ToString() ?? "application/octet-stream";
        Statistics = QueryStatistics.Parse(query.QueryId, StoreConnections.Header(response, "X-ClickHouse-Summary"));
    }

    /// <summary>
    /// The result's bytes, to be read asynchronously. Reading throws <see cref="ClickHouseException"/> when the query fails
    /// half-way, and <see cref="StoreUnavailableException"/> when the connection breaks; what came before was delivered.
    /// </summary>
    public Stream Body { get; }

    /// <summary>The id under which the server knows the query.</summary>
    public string QueryId => _query.QueryId;

    /// <summary>The format in use; differs from the one asked for when the statement has its own FORMAT clause. Empty when there is no result.</summary>
    public string Format { get; }

    /// <summary>The media type the server gives the result.</summary>
    public string ContentType { get; }

    /// <summary>Complete for a result below the response buffer (64 KiB), else what was known when it began.</summary>
    public QueryStatistics Statistics { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        var finished = _body.Completed || _query.Failed;
        await _body.DisposeAsync().ConfigureAwait(false);
        _response.Dispose();
        // Who left half-way has what it wanted and need not wait until the rest is stopped, which takes 70 ms; who cancelled may count on it.
        var end = _query.EndAsync(kill: !finished).AsTask();
        if (finished || _query.Stopping.IsCancellationRequested)
            await end.ConfigureAwait(false);
    }
}

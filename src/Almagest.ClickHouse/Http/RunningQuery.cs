using System.Diagnostics;

namespace Almagest.ClickHouse.Http;

/// <summary>
/// One query between its request and its end: the time limit on our side, the caller's cancellation, the progress reports, and
/// the duty to stop it on the server when nobody wants its result any more.
/// </summary>
sealed class RunningQuery : IDisposable
{
    // The server's own limit should speak first: its error says more than ours.
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    static readonly ActivitySource Source = new("Almagest.ClickHouse");

    readonly ClickHouseClient _client;
    readonly TimeSpan? _timeout;
    readonly bool _leaveRunning;
    readonly CancellationTokenSource _deadline;
    readonly CancellationTokenSource _stop;
    readonly ProgressReports? _reports;
    readonly Activity? _activity;
    bool _ended;

    public RunningQuery(ClickHouseClient client, Statement statement, string queryId, CancellationToken ct)
    {
        _client = client;
        _timeout = statement.Timeout;
        _leaveRunning = statement.LeaveRunning;
        QueryId = queryId;
        _deadline = _timeout is { } timeout
            ? new CancellationTokenSource(timeout + Grace, client.Time)
            : new CancellationTokenSource();
        _stop = CancellationTokenSource.CreateLinkedTokenSource(ct, _deadline.Token);
        Caller = ct;
        _activity = Trace(statement);
        _reports = statement.Progress is { } progress ? ProgressReports.Start(client, queryId, progress) : null;
    }

    public string QueryId { get; }

    /// <summary>The token given when the query began.</summary>
    public CancellationToken Caller { get; }

    /// <summary>Cancelled by the caller or by the time limit.</summary>
    public CancellationToken Stopping => _stop.Token;

    /// <summary>True once the server itself reported the query's failure, so that nothing is left to stop.</summary>
    public bool Failed { get; private set; }

    /// <summary>Runs one step; a step that ends because of the time limit throws as the server would.</summary>
    public async ValueTask<T> WatchAsync<T>(Func<ValueTask<T>> step, CancellationToken ct)
    {
        try
        {
            return await step().ConfigureAwait(false);
        }
        catch (ClickHouseException)
        {
            Failed = true;
            _activity?.SetStatus(ActivityStatusCode.Error);
            throw;
        }
        catch (OperationCanceledException) when (_deadline.IsCancellationRequested && !ct.IsCancellationRequested && !Caller.IsCancellationRequested)
        {
            throw new ClickHouseException((int)ClickHouseError.Timeout, "TIMEOUT_EXCEEDED",
                $"the query did not end within its limit of {_timeout} and the server did not stop it", QueryId);
        }
    }

    /// <summary>Ends the reports and, if asked, the query on the server.</summary>
    public async ValueTask EndAsync(bool kill)
    {
        if (_ended)
            return;
        _ended = true;
        _activity?.Dispose();
        if (_reports is not null)
            await _reports.DisposeAsync().ConfigureAwait(false);
        if (kill && !_leaveRunning)
            await _client.StopAbandonedAsync(QueryId).ConfigureAwait(false);
        Dispose();
    }

    // Names of https://opentelemetry.io/docs/specs/semconv/database/; the text of the query may hold secrets and stays out.
    static Activity? Trace(Statement statement)
    {
        // What nobody asked for is told by metrics. Each insert of the server's own spans would be a span else, and a server without work would never rest.
        if (Activity.Current is null)
            return null;
        // What people type names its tenant as the caller, which is no name of an operation.
        var name = statement.AsReader ? "sql" : statement.Caller ?? "query";
        var activity = Source.StartActivity(name, ActivityKind.Client);
        activity?.SetTag("db.system.name", "clickhouse").SetTag("db.query.summary", name);
        return activity;
    }

    public void Dispose()
    {
        _stop.Dispose();
        _deadline.Dispose();
    }
}

using Almagest.Telemetry.Live;

namespace Almagest.Telemetry.Logs.Search;

/// <summary>Follows the lines a search in Lucene's form finds.</summary>
public sealed class SearchFollower(CommitFeed feed, LogQuestion question, DateTimeOffset now) : ILineFollower
{
    // Lines of all services wait here before they are judged.
    const int MostWaiting = 20_000;

    readonly SearchMatch _match = new(question.Query, now);
    readonly CommitFollower<LogRow> _rows = feed.FollowLogs(new FollowRequest(question.Tenant, null, MostWaiting));

    /// <inheritdoc/>
    public ValueTask<bool> WaitAsync(CancellationToken ct) => _rows.Rows.WaitToReadAsync(ct);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<FoundLog>> TakeAsync(int most, CancellationToken ct)
    {
        var lines = new List<FoundLog>();
        // Lines keep coming while we take: an end must be set.
        for (var judged = 0; judged < MostWaiting && lines.Count < most && _rows.Rows.TryRead(out var row); judged++)
            if (_match.IsFound(row))
                lines.Add(new FoundLog(row.TimeUnixNano, 0, LogStreamId.Of(row.ResourceId), row.Service, row.Level, row.Body, row.TraceId, row.SpanId, row.Attributes, row.Resource, row.PatternId));
        return ValueTask.FromResult<IReadOnlyList<FoundLog>>(lines);
    }

    /// <inheritdoc/>
    public long TakeDropped() => _rows.TakeDropped();

    /// <inheritdoc/>
    public void Dispose() => _rows.Dispose();
}

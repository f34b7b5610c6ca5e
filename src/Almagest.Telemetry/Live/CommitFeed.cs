using Almagest.Model;
using Almagest.Telemetry.Metrics;
using Almagest.Telemetry.Schema;
using Almagest.Telemetry.Writing;

namespace Almagest.Telemetry.Live;

/// <summary>
/// Tells followers about rows the moment they are durable, from memory: pages and protocols that show telemetry as it arrives ask the store
/// for nothing. A follower sees what this process stores; rows another process writes to the same store are not told.
/// </summary>
/// <remarks>
/// Each follower has a bounded queue. When it is full newcomers are counted instead of kept, so that at most as many rows are read out of
/// blocks as followers take, however much arrives.
/// </remarks>
public sealed class CommitFeed(MetricVault vault) : ICommitListener
{
    /// <summary>How many followers a signal has at most.</summary>
    public const int MaxFollowers = 256;

    readonly FollowerList<LogRow> _logs = new();
    readonly FollowerList<SpanRow> _spans = new();
    readonly FollowerList<SampleRow> _samples = new();

    /// <summary>Follows log records.</summary>
    /// <exception cref="UserErrorException">There are too many followers already.</exception>
    public CommitFollower<LogRow> FollowLogs(FollowRequest request) => _logs.Add(request);

    /// <summary>Follows spans.</summary>
    /// <exception cref="UserErrorException">There are too many followers already.</exception>
    public CommitFollower<SpanRow> FollowSpans(FollowRequest request) => _spans.Add(request);

    /// <summary>Follows samples; histograms that are stored as one row a point are not among them.</summary>
    /// <exception cref="UserErrorException">There are too many followers already.</exception>
    public CommitFollower<SampleRow> FollowSamples(FollowRequest request) => _samples.Add(request);

    /// <inheritdoc/>
    public void Stored(TelemetryBatch batch)
    {
        switch (batch.Signal)
        {
            case Signal.Logs:
                foreach (var follower in _logs.All)
                    Tell(batch.Logs, follower);
                break;
            case Signal.Traces:
                foreach (var follower in _spans.All)
                    Tell(batch.Spans, follower);
                break;
            case Signal.Metrics:
                foreach (var follower in _samples.All)
                    Tell(batch.Samples, follower);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(batch), batch.Signal, "unknown signal");
        }
    }

    static void Tell(LogBlock block, CommitFollower<LogRow> follower)
    {
        var tenant = new TextMatch(block.Tenant, follower.Tenant);
        var service = new TextMatch(block.Service, follower.Service);
        var reader = new LogRowReader(block);
        for (var row = 0; row < block.Rows; row++)
        {
            if (!tenant[row] || !service[row])
                continue;
            if (follower.HasRoom)
                follower.Offer(reader.Read(row));
            else
                follower.Drop();
        }
    }

    static void Tell(SpanBlock block, CommitFollower<SpanRow> follower)
    {
        var tenant = new TextMatch(block.Tenant, follower.Tenant);
        var service = new TextMatch(block.Service, follower.Service);
        var reader = new SpanRowReader(block);
        for (var row = 0; row < block.Rows; row++)
        {
            if (!tenant[row] || !service[row])
                continue;
            if (follower.HasRoom)
                follower.Offer(reader.Read(row));
            else
                follower.Drop();
        }
    }

    void Tell(SampleBlock block, CommitFollower<SampleRow> follower)
    {
        var tenant = new TextMatch(block.Tenant, follower.Tenant);
        var derived = new DerivedMatch(block.Metric);
        var reader = new SampleRowReader(block, vault.Tenant(follower.Tenant));
        for (var row = 0; row < block.Rows; row++)
        {
            if (!tenant[row] || (!follower.Derived && derived[row]) || !reader.IsOf(row, follower.Service))
                continue;
            if (follower.HasRoom)
                follower.Offer(reader.Read(row));
            else
                follower.Drop();
        }
    }
}

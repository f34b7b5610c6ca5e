using System.Threading.Channels;

namespace Almagest.Telemetry.Live;

/// <summary>
/// One reader of a <see cref="CommitFeed"/>. Rows come in the order in which they were stored, each once, from the moment the follower was
/// made. Read by one thread at a time; dispose of it to be told no more.
/// </summary>
public sealed class CommitFollower<TRow> : IDisposable
{
    readonly Channel<TRow> _rows;
    readonly int _capacity;
    readonly Action<CommitFollower<TRow>> _leave;
    long _dropped;

    internal CommitFollower(FollowRequest request, Action<CommitFollower<TRow>> leave)
    {
        Tenant = request.Tenant.Value;
        Derived = request.Derived;
        Service = request.Service is { Length: > 0 } service ? service : null;
        (_capacity, _leave) = (request.Capacity, leave);
        _rows = Channel.CreateBounded<TRow>(new BoundedChannelOptions(request.Capacity) { SingleReader = true });
    }

    /// <summary>The rows that wait.</summary>
    public ChannelReader<TRow> Rows => _rows.Reader;

    internal string Tenant { get; }

    internal string? Service { get; }

    internal bool Derived { get; }

    /// <summary>How many rows found no room since the last call.</summary>
    public long TakeDropped() => Interlocked.Exchange(ref _dropped, 0);

    /// <inheritdoc/>
    public void Dispose()
    {
        _leave(this);
        _rows.Writer.TryComplete();
    }

    // Asked before a row is read out of its block: followers who do not keep up cost a comparison per row, and never hold up a commit.
    internal bool HasRoom => _rows.Reader.Count < _capacity;

    internal void Drop() => Interlocked.Increment(ref _dropped);

    internal void Offer(TRow row)
    {
        if (!_rows.Writer.TryWrite(row))
            Drop();
    }
}

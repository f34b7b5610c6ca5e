using System.Threading.Channels;
using Almagest.Model;
using Almagest.Query.LogQL.Engine;
using Almagest.Query.PromQL.Sources;

namespace Almagest.Telemetry.Logs.Tail;

/// <summary>What somebody follows.</summary>
/// <param name="Tenant">Owner.</param>
/// <param name="Matchers">Conditions on labels of streams.</param>
/// <param name="FromNano">Older lines are not shown.</param>
public sealed record LogTailRequest(TenantId Tenant, IReadOnlyList<LabelMatcher> Matchers, long FromNano);

/// <summary>
/// Lines of matching streams as they are stored, in a queue of fixed length. A reader who is too slow loses lines and learns which: storing never waits
/// for readers.
/// </summary>
public sealed class LogTail : IDisposable
{
    const int MostQueued = 10_000;
    const int MostDropped = 1_000;

    readonly Channel<LogLine> _lines = Channel.CreateBounded<LogLine>(new BoundedChannelOptions(MostQueued) { SingleReader = true });
    readonly Action<LogTail> _remove;
    readonly Lock _lock = new();
    List<(long TimeNano, Labels Stream)> _dropped = [];

    internal LogTail(LogTailRequest request, Action<LogTail> remove) => (Request, _remove) = (request, remove);

    /// <summary>The lines.</summary>
    public ChannelReader<LogLine> Lines => _lines.Reader;

    internal LogTailRequest Request { get; }

    /// <summary>Times and streams of lines lost since the last call, at most 1,000 of them.</summary>
    public IReadOnlyList<(long TimeNano, Labels Stream)> TakeDropped()
    {
        lock (_lock)
        {
            var taken = _dropped;
            if (taken.Count > 0)
                _dropped = [];
            return taken;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _remove(this);
        _lines.Writer.TryComplete();
    }

    internal bool Wants(string tenant, Labels stream) => tenant == Request.Tenant.Value && Request.Matchers.All(m => m.Matches(stream[m.Name]));

    internal void Offer(LogLine line)
    {
        if (line.TimeNano < Request.FromNano || _lines.Writer.TryWrite(line))
            return;
        lock (_lock)
            if (_dropped.Count < MostDropped)
                _dropped.Add((line.TimeNano, line.Stream));
    }
}

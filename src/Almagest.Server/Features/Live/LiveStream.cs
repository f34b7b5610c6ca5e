using System.Text.Json;
using System.Threading.Channels;
using Almagest.Telemetry.Live;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Features.Live;

/// <summary>
/// One open stream: first what was stored before, then what arrives, within <see cref="GatherTime"/> of its acknowledgement. While nothing
/// arrives it sleeps and asks nobody.
/// </summary>
sealed class LiveStream : IDisposable
{
    /// <summary>Records of one signal in one event at most.</summary>
    internal const int MaxRecords = 500;

    // Few large events are cheaper for a page than many small ones, and nobody notices a quarter of a second.
    static readonly TimeSpan GatherTime = TimeSpan.FromMilliseconds(250);

    // Proxies close connections that say nothing for a minute.
    static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    readonly LiveServices _services;
    readonly LiveRequest _request;
    readonly CommitFollower<SpanRow>? _spans;
    readonly CommitFollower<LogRow>? _logs;
    readonly CommitFollower<SampleRow>? _samples;

    internal LiveStream(LiveServices services, LiveRequest request)
    {
        (_services, _request) = (services, request);
        var follow = new FollowRequest(request.Tenant, request.Service, MaxRecords) { Derived = request.Derived };
        _spans = Wants(LiveRequest.Spans) ? services.Feed.FollowSpans(follow) : null;
        _logs = Wants(LiveRequest.Logs) ? services.Feed.FollowLogs(follow) : null;
        _samples = Wants(LiveRequest.Samples) ? services.Feed.FollowSamples(follow) : null;
    }

    public void Dispose()
    {
        _spans?.Dispose();
        _logs?.Dispose();
        _samples?.Dispose();
    }

    internal async Task RunAsync(HttpResponse response, CancellationToken ct)
    {
        await response.WriteAsync(": connected\n\n", ct);
        await response.Body.FlushAsync(ct);
        await SendAsync(response, await BeginAsync(ct), ct);
        while (true)
        {
            if (!await WaitAsync(ct))
            {
                await response.WriteAsync(": quiet\n\n", ct);
                await response.Body.FlushAsync(ct);
                continue;
            }

            await SendAsync(response, Take(), ct);
            await Task.Delay(GatherTime, _services.Time, ct);
        }
    }

    bool Wants(string signal) => _request.Signals.Contains(signal);

    /// <summary>What was stored before, and what came while it was read: that may be in both, and is shown once.</summary>
    async Task<LiveBatch> BeginAsync(CancellationToken ct)
    {
        if (_request.BacklogSeconds == 0)
            return Take();
        var stored = await _services.Stored.ReadAsync(_request, ct);
        var arrived = Take();
        var batch = new LiveBatch(
            Join(stored.Spans, arrived.Spans, static r => r.Key),
            Join(stored.Logs, arrived.Logs, static r => r.Key),
            Join(stored.Samples, arrived.Samples, static r => r.Key));
        batch.Dropped = arrived.Dropped;
        return batch;
    }

    static List<T> Join<T>(List<T> stored, List<T> arrived, Func<T, string> key)
    {
        var known = stored.Select(key).ToHashSet(StringComparer.Ordinal);
        return [.. stored, .. arrived.Where(record => !known.Contains(key(record)))];
    }

    /// <summary>False when nothing has come for a while.</summary>
    async Task<bool> WaitAsync(CancellationToken ct)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Task[] waits =
        [
            .. new[] { WaitFor(_spans, ending.Token), WaitFor(_logs, ending.Token), WaitFor(_samples, ending.Token) }.OfType<Task>(),
            Task.Delay(KeepAlive, _services.Time, ending.Token),
        ];
        var first = await Task.WhenAny(waits);
        await ending.CancelAsync();
        ct.ThrowIfCancellationRequested();
        return first != waits[^1];
    }

    static Task<bool>? WaitFor<T>(CommitFollower<T>? follower, CancellationToken ct) => follower?.Rows.WaitToReadAsync(ct).AsTask();

    LiveBatch Take()
    {
        var batch = new LiveBatch(Take(_spans?.Rows, LiveRecords.Of), Take(_logs?.Rows, LiveRecords.Of), Take(_samples?.Rows, LiveRecords.Of));
        batch.Dropped = (_spans?.TakeDropped() ?? 0) + (_logs?.TakeDropped() ?? 0) + (_samples?.TakeDropped() ?? 0);
        return batch;
    }

    static List<TRecord> Take<TRow, TRecord>(ChannelReader<TRow>? rows, Func<TRow, TRecord> convert)
    {
        var records = new List<TRecord>();
        // Rows keep coming while we take: an end must be set.
        while (records.Count < MaxRecords && rows?.TryRead(out var row) is true)
            records.Add(convert(row));
        return records;
    }

    static async Task SendAsync(HttpResponse response, LiveBatch batch, CancellationToken ct)
    {
        if (batch.IsEmpty)
            return;
        await response.WriteAsync($"event: batch\ndata: {JsonSerializer.Serialize(batch, LiveJson.Default.LiveBatch)}\n\n", ct);
        await response.Body.FlushAsync(ct);
    }
}

using System.Collections.Concurrent;

namespace Almagest.Telemetry.Writing;

/// <summary>
/// Requests that were stored without their senders being told: the server was killed between storing and answering, the sender
/// hung up, or it was told to try again while the store was away. When such a request comes again it is answered and not stored
/// a second time. A request that was answered is never in here, so that sending the same bytes twice on purpose stores them twice.
/// </summary>
sealed class UnansweredRequests(TimeProvider time)
{
    /// <summary>Senders try again within seconds; after this long the same bytes are a new request.</summary>
    internal static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);

    const int MaxEntries = 100_000;

    readonly ConcurrentDictionary<ulong, (int Count, long ExpiresAt)> _requests = new();
    long _nextSweep;

    internal void Add(ulong requestHash)
    {
        if (requestHash == 0)
            return;
        Sweep();
        if (_requests.Count >= MaxEntries)
            return;
        var expires = time.GetTimestamp() + (long)(Lifetime.TotalSeconds * time.TimestampFrequency);
        _requests.AddOrUpdate(requestHash, (1, expires), (_, old) => (old.Count + 1, expires));
    }

    internal bool Contains(ulong requestHash) => _requests.ContainsKey(requestHash);

    /// <summary>Whether the request is already stored; each stored copy answers one repetition.</summary>
    internal bool TryConsume(ulong requestHash)
    {
        while (requestHash != 0 && _requests.TryGetValue(requestHash, out var entry))
        {
            var expired = entry.ExpiresAt < time.GetTimestamp();
            var taken = entry.Count == 1 || expired
                ? _requests.TryRemove(new KeyValuePair<ulong, (int, long)>(requestHash, entry))
                : _requests.TryUpdate(requestHash, (entry.Count - 1, entry.ExpiresAt), entry);
            if (taken)
                return !expired;
        }

        return false;
    }

    void Sweep()
    {
        var now = time.GetTimestamp();
        var due = Interlocked.Read(ref _nextSweep);
        if (now < due || Interlocked.CompareExchange(ref _nextSweep, now + time.TimestampFrequency * 10, due) != due)
            return;
        foreach (var entry in _requests)
        {
            if (entry.Value.ExpiresAt < now)
                _requests.TryRemove(entry);
        }
    }
}

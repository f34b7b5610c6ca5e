using Almagest.ClickHouse.Formats;
using Almagest.Server.Ingest.Logs;

namespace Almagest.Server.Ingest.Loki;

/// <summary>
/// Tells which lines of a stream come again in a request: equal in time, text and structured metadata. Loki keeps one of them, and senders whose clock
/// counts seconds repeat lines often. Lines of one time are looked for side by side only. For one thread.
/// </summary>
sealed class RepeatedLines
{
    readonly HashSet<ulong> _others = [];
    long _time;
    long _lastTime;
    ulong _first;
    ulong _last;
    bool _any;

    /// <summary>How many lines of the time asked for last are kept.</summary>
    internal int Ahead => _any && _lastTime == _time ? 1 + _others.Count : 0;

    /// <summary>Hash of the text and metadata of the line asked for last.</summary>
    internal ulong Hash => _last;

    /// <summary>Forgets all lines.</summary>
    internal void Clear() => _any = false;

    // Hot path: per line.
    /// <summary>Whether an equal line was kept before.</summary>
    internal bool Has(long time, ReadOnlySpan<byte> line, LineMetadata metadata)
    {
        (_lastTime, _last) = (time, XxHash64.Hash(line));
        if (metadata.Count > 0)
            _last = XxHash64.Combine(_last, metadata.Hash);
        return _any && time == _time && (_last == _first || _others.Contains(_last));
    }

    /// <summary>The line asked for last is kept.</summary>
    internal void Keep()
    {
        if (_any && _lastTime == _time)
        {
            _others.Add(_last);
            return;
        }

        (_any, _time, _first) = (true, _lastTime, _last);
        if (_others.Count > 0)
            _others.Clear();
    }
}

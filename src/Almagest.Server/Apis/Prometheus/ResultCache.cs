using Almagest.Query.PromQL.Engine;
using Almagest.Query.PromQL.Values;

namespace Almagest.Server.Apis.Prometheus;

/// <summary>
/// Answers of range queries, so that a dashboard that asks the same again has only the newest steps evaluated. A step's answer depends on nothing
/// but the samples up to it, so steps that are old enough stay right until a late sample arrives; then the tenant's answers are forgotten.
/// What was asked for lately stays as text, too, so that it is not made again for each of those who look. Not kept: what refers to the start or end of the query, and what has remarks of which it is not known to which steps they belong.
/// </summary>
sealed class ResultCache(TimeProvider time)
{
    // Samples younger than this may still be on their way; as long as an instant selector looks back.
    static readonly TimeSpan Settled = TimeSpan.FromMinutes(5);

    const long MostBytes = 64 << 20;
    const int BytesPerSample = 16;
    const int BytesPerSeries = 200;
    const int BytesPerHistogram = 250;

    readonly Lock _lock = new();
    readonly Dictionary<ResultKey, LinkedListNode<Entry>> _entries = [];
    readonly LinkedList<Entry> _byUse = [];
    long _bytes;

    /// <summary>The last time whose answer will not change unless a late sample arrives, Unix milliseconds.</summary>
    internal long SettledMs => (time.GetUtcNow() - Settled).ToUnixTimeMilliseconds();

    /// <summary>What is known from <paramref name="startMs"/> on without a gap; null when nothing is.</summary>
    internal KnownAnswer? Find(ResultKey key, int lateGeneration, long startMs)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out var node))
                return null;
            var entry = node.Value;
            if (entry.LateGeneration != lateGeneration)
            {
                Remove(node);
                return null;
            }

            if (startMs < entry.Answer.StartMs || startMs > entry.Answer.EndMs)
                return null;
            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return entry.Answer;
        }
    }

    /// <summary>Keeps an answer whose steps are all settled.</summary>
    internal void Keep(ResultKey key, int lateGeneration, KnownAnswer answer)
    {
        var bytes = answer.Remarks.Bytes + answer.Value.Series.Sum(static s => BytesPerSeries + (long)s.Times.Length * BytesPerSample + BytesOf(s.Histograms) + (s.Texts?.Bytes ?? 0));
        if (bytes > MostBytes / 4)
            return;
        lock (_lock)
        {
            if (_entries.TryGetValue(key, out var earlier))
                Remove(earlier);
            _entries[key] = _byUse.AddFirst(new Entry(key, lateGeneration, answer, bytes));
            _bytes += bytes;
            while (_bytes > MostBytes && _byUse.Last is { } oldest)
                Remove(oldest);
        }
    }

    static long BytesOf(FloatHistogram?[]? histograms)
    {
        var bytes = 0L;
        foreach (var histogram in histograms ?? [])
            if (histogram is not null)
                bytes += BytesPerHistogram + (8L * (histogram.PositiveSpans.Length + histogram.PositiveBuckets.Length + histogram.NegativeSpans.Length + histogram.NegativeBuckets.Length));
        return bytes;
    }

    void Remove(LinkedListNode<Entry> node)
    {
        _byUse.Remove(node);
        _entries.Remove(node.Value.Key);
        _bytes -= node.Value.Bytes;
    }

    sealed record Entry(ResultKey Key, int LateGeneration, KnownAnswer Answer, long Bytes);
}

/// <summary>What is known of an answer.</summary>
/// <param name="Value">Its samples.</param>
/// <param name="Remarks">Its warnings and infos.</param>
/// <param name="StartMs">From when on.</param>
/// <param name="EndMs">Until when.</param>
sealed record KnownAnswer(MatrixValue Value, QueryRemarks Remarks, long StartMs, long EndMs)
{
    /// <summary>The longest time that was asked for at once, milliseconds.</summary>
    public required long LongestMs { get; init; }
}

/// <summary>What two queries must have in common to share answers.</summary>
/// <param name="Tenant">Whose data.</param>
/// <param name="Query">Its text: positions of remarks refer to it.</param>
/// <param name="StepMs">Time between steps.</param>
/// <param name="PhaseMs">Where the steps lie: start modulo step.</param>
/// <param name="LookbackMs">How long a sample stands.</param>
readonly record struct ResultKey(string Tenant, string Query, long StepMs, long PhaseMs, long LookbackMs);

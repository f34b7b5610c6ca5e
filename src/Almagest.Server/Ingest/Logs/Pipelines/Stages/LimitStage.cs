namespace Almagest.Server.Ingest.Logs.Pipelines.Stages;

/// <summary>
/// Drops lines beyond so many a second: <c>limit: {rate: 10, burst: 20, drop: true, by_label_name: pod}</c>; by a label each of its values has a limit of its
/// own, and lines without the label have none. Lines are never held up, which Promtail does without <c>drop</c>: a request would wait for its neighbours.
/// </summary>
sealed class LimitStage(double rate, double burst, string? label, int maxValues, TimeProvider time) : IPipelineStage
{
    // As Promtail: fewer would make the memory start over all the time.
    const int LeastValues = 10_000;

    readonly Lock _sync = new();
    readonly Dictionary<string, (double Left, long At)> _buckets = [];

    internal static LimitStage Create(StageOptions options)
    {
        if (options.Number("rate") is not ({ } rate and > 0) || options.Number("burst") is not ({ } burst and >= 1))
            throw options.Invalid("\"rate\" and \"burst\" are needed, both more than 0");
        if (!options.Flag("drop"))
            throw options.Invalid("\"drop: true\" is needed: lines are dropped beyond the limit, never held up");
        return new LimitStage(rate, burst, options.Text("by_label_name"), (int)Math.Clamp(options.Number("max_distinct_labels") ?? 0, LeastValues, 10_000_000), options.Environment.Time);
    }

    /// <inheritdoc/>
    public void Process(PipelineEntry entry)
    {
        var key = "";
        if (label is not null && !entry.Labels.TryGetValue(label, out key))
            return;
        if (!TryTake(key))
            entry.Drop();
    }

    bool TryTake(string key)
    {
        var now = time.GetTimestamp();
        lock (_sync)
        {
            if (!_buckets.TryGetValue(key, out var bucket))
            {
                if (_buckets.Count >= maxValues)
                    _buckets.Clear();
                bucket = (burst, now);
            }

            var left = Math.Min(burst, bucket.Left + (time.GetElapsedTime(bucket.At, now).TotalSeconds * rate));
            _buckets[key] = (left >= 1 ? left - 1 : left, now);
            return left >= 1;
        }
    }
}

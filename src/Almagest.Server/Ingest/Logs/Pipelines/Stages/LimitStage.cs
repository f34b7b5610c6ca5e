using Almagest.Server.Ingest.Logs.Pipelines.Effects;

namespace Almagest.Server.Ingest.Logs.Pipelines.Stages;

/// <summary>
/// Takes so many lines a second: <c>limit: {rate: 10, burst: 20, drop: true, by_label_name: pod}</c>. Lines beyond are dropped; without <c>drop</c> their
/// sender is held up. By a label each of its values has a limit of its own, and lines without the label have none.
/// </summary>
sealed class LimitStage(double rate, double burst, string? label, int maxValues, TimeProvider time) : IPipelineStage
{
    // As Promtail: fewer would make the memory start over all the time.
    const int LeastValues = 10_000;
    const int MostValues = 10_000_000;

    readonly Lock _sync = new();
    Dictionary<string, (double Left, long At)> _young = [];
    Dictionary<string, (double Left, long At)> _old = [];

    internal static IPipelineStage Create(StageOptions options)
    {
        if (options.Number("rate") is not ({ } rate and > 0) || options.Number("burst") is not ({ } burst and >= 1))
            throw options.Invalid("\"rate\" and \"burst\" are needed, both more than 0");
        var (label, values) = (options.Text("by_label_name"), options.Number("max_distinct_labels") ?? 0);
        if (options.Flag("drop"))
            return new LimitStage(rate, Math.Truncate(burst), label is { Length: > 0 } ? label : null, (int)Math.Clamp(values, LeastValues, MostValues), options.Environment.Time);
        return label is not { Length: > 0 } ? new ThrottleStage(new LineThrottle(rate, Math.Truncate(burst), options.Environment.Time))
            : throw options.Invalid("\"by_label_name\" needs \"drop: true\"");
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
            if (!_young.TryGetValue(key, out var bucket))
            {
                if (!_old.Remove(key, out bucket))
                    bucket = (burst, now);
                // The values last seen are kept; two generations bound the memory.
                if (_young.Count >= maxValues)
                    (_old, _young) = (_young, []);
            }

            var left = Math.Min(burst, bucket.Left + (time.GetElapsedTime(bucket.At, now).TotalSeconds * rate));
            _young[key] = (left >= 1 ? left - 1 : left, now);
            return left >= 1;
        }
    }
}

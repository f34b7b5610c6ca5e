using Almagest.Telemetry.Writing;

namespace Almagest.Server.Ingest.Logs.Pipelines.Effects;

/// <summary>
/// What the lines of a request cause besides being stored: they count in metrics and use up limits. Applied once the lines are stored, so that a request
/// that is refused and sent again counts once. For one request and thread.
/// </summary>
sealed class PipelineEffects
{
    // A request that would wait longer is sent away: its sender gives up after about ten seconds and would come again anyway.
    static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(2);
    static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(30);

    readonly List<PipelineMeasurement> _measurements = [];
    readonly Dictionary<LineThrottle, int> _throttled = [];

    /// <summary>Whether there is nothing to wait for and nothing to apply.</summary>
    internal bool IsEmpty => _measurements.Count == 0 && _throttled.Count == 0;

    /// <summary>A line counts in a metric.</summary>
    internal void Measure(PipelineMeasurement measurement) => _measurements.Add(measurement);

    /// <summary>A line uses up a limit.</summary>
    internal void Throttle(LineThrottle throttle) => _throttled[throttle] = _throttled.GetValueOrDefault(throttle) + 1;

    /// <summary>Waits until the lines are within their limits.</summary>
    /// <exception cref="WriteRejectedException">That takes too long: try again later.</exception>
    internal async Task AdmitAsync(TimeProvider time, CancellationToken ct)
    {
        var debt = TimeSpan.Zero;
        foreach (var throttle in _throttled.Keys)
            debt = throttle.Debt() is var own && own > debt ? own : debt;
        if (debt > LongestHold)
            throw new WriteRejectedException("the pipeline stage \"limit\" takes no more lines at the moment", debt < LongestRetry ? debt : LongestRetry);
        if (debt > TimeSpan.Zero)
            await Task.Delay(debt, time, ct);
    }

    /// <summary>The lines are stored.</summary>
    internal void Apply()
    {
        foreach (var (throttle, lines) in _throttled)
            throttle.Use(lines);
        foreach (var measurement in _measurements)
            measurement.Series.Metric.Apply(measurement);
    }
}

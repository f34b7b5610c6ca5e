using Almagest.Query.PromQL.Sources;

namespace Almagest.Telemetry.Metrics.Sealing;

/// <summary>
/// Reduces the samples of one series and hour to buckets, which are open to the left as PromQL's ranges are: a sample at the very beginning of the
/// hour ends the last bucket of the hour before, and has a bucket of its own here.
/// </summary>
static class HourRollups
{
    // Hot path: per sample.
    /// <summary>Puts the buckets that have samples into an emptied list; false when there are native histograms, which have no rollups.</summary>
    internal static bool TryFill(List<Rollup> rollups, SampleBuffer samples, long resolutionMs)
    {
        rollups.Clear();
        if (!samples.Histograms.IsEmpty)
            return false;
        var times = samples.Times;
        var values = samples.Values;
        var current = new Rollup();
        for (var i = 0; i < times.Length; i++)
        {
            if (SampleBuffer.IsStale(values[i]))
                continue;
            if (current.Count == 0 || times[i] > current.EndMs)
            {
                if (current.Count > 0)
                    rollups.Add(current);
                current = new Rollup { EndMs = EndOf(times[i], resolutionMs) };
            }

            current.Add(times[i], values[i]);
        }

        if (current.Count > 0)
            rollups.Add(current);
        return true;
    }

    /// <summary>The end of the bucket that a time lies in.</summary>
    internal static long EndOf(long timeMs, long resolutionMs)
    {
        var rest = timeMs % resolutionMs;
        return rest == 0 ? timeMs : timeMs - rest + resolutionMs;
    }
}

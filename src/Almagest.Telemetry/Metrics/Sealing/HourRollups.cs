using Almagest.Query.PromQL.Sources;

namespace Almagest.Telemetry.Metrics.Sealing;

/// <summary>
/// Reduces the samples of one series and hour to buckets, which are open to the left as PromQL's ranges are: a sample at the very beginning of the
/// hour ends the last bucket of the hour before, and has a bucket of its own here.
/// </summary>
static class HourRollups
{
    /// <summary>The buckets that have samples; null when there are native histograms, which have no rollups.</summary>
    internal static List<Rollup>? Of(SampleBuffer samples, long resolutionMs)
    {
        if (!samples.Histograms.IsEmpty)
            return null;
        var rollups = new List<Rollup>();
        var current = new Rollup();
        for (var i = 0; i < samples.Count; i++)
        {
            var (time, value) = (samples.Times[i], samples.Values[i]);
            if (SampleBuffer.IsStale(value))
                continue;
            var end = EndOf(time, resolutionMs);
            if (end != current.EndMs)
            {
                if (current.Count > 0)
                    rollups.Add(current);
                current = new Rollup { EndMs = end };
            }

            current.Add(time, value);
        }

        if (current.Count > 0)
            rollups.Add(current);
        return rollups;
    }

    /// <summary>The end of the bucket that a time lies in.</summary>
    internal static long EndOf(long timeMs, long resolutionMs)
    {
        var rest = timeMs % resolutionMs;
        return rest == 0 ? timeMs : timeMs - rest + resolutionMs;
    }
}

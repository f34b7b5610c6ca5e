namespace Almagest.Telemetry.Metrics.Cardinality;

/// <summary>What is in memory and not sealed yet.</summary>
/// <param name="Chunks">Open chunks, the newest samples of a series counting as one.</param>
/// <param name="FirstMs">Time of the oldest sample in them, Unix milliseconds; <see cref="long.MaxValue"/> when there is none.</param>
/// <param name="LastMs">Time of the newest; <see cref="long.MinValue"/> when there is none.</param>
public readonly record struct HeadStatistics(long Chunks, long FirstMs, long LastMs)
{
    internal static readonly HeadStatistics None = new(0, long.MaxValue, long.MinValue);

    internal HeadStatistics With(int chunks, long firstMs, long lastMs) => new(Chunks + chunks, Math.Min(FirstMs, firstMs), Math.Max(LastMs, lastMs));
}

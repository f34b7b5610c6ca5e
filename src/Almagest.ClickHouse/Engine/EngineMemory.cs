namespace Almagest.ClickHouse.Engine;

/// <summary>How much memory the engine may take.</summary>
static class EngineMemory
{
    const long Least = 1_500_000_000;
    const long Most = 8_000_000_000;

    /// <summary>The ceiling when nobody set one, from the memory this machine or container has.</summary>
    public static long DefaultCeiling(long machineBytes) => Math.Clamp(machineBytes / 4, Least, Most);

    /// <summary>
    /// The limit to configure for a ceiling: peaks of 1.39 times the limit were measured, because ClickHouse corrects its own
    /// count only now and then.
    /// </summary>
    public static long Limit(long ceilingBytes) => ceilingBytes / 3 * 2;

    /// <summary>The limit of these options on this machine.</summary>
    public static long Limit(EngineOptions options) =>
        Limit(options.MemoryCeilingBytes ?? DefaultCeiling(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes));
}

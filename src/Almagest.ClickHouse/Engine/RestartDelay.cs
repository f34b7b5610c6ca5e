namespace Almagest.ClickHouse.Engine;

/// <summary>How long to wait before the engine is started again.</summary>
static class RestartDelay
{
    /// <summary>An engine that ends sooner than this after it was ready counts as another failure in a row.</summary>
    public static readonly TimeSpan QuickEnd = TimeSpan.FromSeconds(10);

    static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    /// <summary>Nothing after the first failure, because most ends are single events; then 0.5 s, doubling up to 15 s.</summary>
    public static TimeSpan After(int failures) => failures <= 1
        ? TimeSpan.Zero
        : TimeSpan.FromSeconds(Math.Min(Longest.TotalSeconds, 0.5 * Math.Pow(2, Math.Min(failures, 20) - 2)));
}

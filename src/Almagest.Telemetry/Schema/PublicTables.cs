namespace Almagest.Telemetry.Schema;

/// <summary>
/// Which tables and views people may name in SQL: the one list behind the guard, the grants and row policies of the
/// reading account, and the schema endpoint. Everything else in the database is ours alone.
/// </summary>
public static class PublicTables
{
    /// <summary>Tables; each has a <c>tenant</c> column and must have a row policy on it for the reading account.</summary>
    public static IReadOnlyList<string> Tables { get; } = ["exemplars", "histograms", "log_patterns", "logs", "native_histograms", "resources", "rollup_days", "sample_runs", "scopes", "series", "spans"];

    /// <summary>Views over those tables; they must stay SQL SECURITY INVOKER, or the policies of the reader would not hold inside.</summary>
    public static IReadOnlyList<string> Views { get; } = ["alerts", "costs", "llm_calls", "llm_sessions", "metric_rollups", "metrics", "rollups", "samples", "services", "traces"];

    /// <summary>The views that read samples.</summary>
    public static IReadOnlyList<string> OverSamples { get; } = ["alerts", "costs", "metrics", "samples"];

    /// <summary>Tables that views read and nobody names; the reading account needs them, with the same policies.</summary>
    public static IReadOnlyList<string> Hidden { get; } = ["sample_bounds"];
}

using System.Text.RegularExpressions;
using Almagest.ClickHouse.Http;

namespace Almagest.Telemetry.Writing;

/// <summary>Tells which statements read tables that metrics are written to, or views over them. What it does not know for certain counts as one.</summary>
static partial class MetricReads
{
    /// <summary>Whether a statement may read what metrics brought.</summary>
    internal static bool IsOne(Statement statement) => Names().IsMatch(statement.Sql);

    // A name can be written with escapes or come as a parameter; everywhere else it stands as it is.
    [GeneratedRegex(@"\b(samples|series|histograms|native_histograms|exemplars|metrics|metric_rollups|costs|alerts|resources|scopes|entities|Identifier)\b|\\", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Names();
}

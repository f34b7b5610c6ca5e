using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Almagest.ClickHouse.Http;

namespace Almagest.Telemetry.Writing;

/// <summary>
/// Tells which signals a statement may read, by the names of tables and views in it: it need not wait until rows of others are stored. What it does not know
/// for certain counts as all.
/// </summary>
static partial class SignalReads
{
    static readonly Signal[] All = Enum.GetValues<Signal>();

    /// <summary>Tables and views over them, and the signals that write to them.</summary>
    internal static readonly FrozenDictionary<string, Signal[]> Tables = new Dictionary<string, Signal[]>(StringComparer.OrdinalIgnoreCase)
    {
        ["samples"] = [Signal.Metrics], ["sample_runs"] = [Signal.Metrics], ["sample_bounds"] = [Signal.Metrics], ["series"] = [Signal.Metrics], ["histograms"] = [Signal.Metrics], ["native_histograms"] = [Signal.Metrics], ["exemplars"] = [Signal.Metrics],
        ["metrics"] = [Signal.Metrics], ["metric_rollups"] = [Signal.Metrics], ["costs"] = [Signal.Metrics, Signal.Traces], ["alerts"] = [Signal.Metrics],
        ["logs"] = [Signal.Logs], ["log_streams"] = [Signal.Logs], ["log_counts"] = [Signal.Logs], ["log_patterns"] = [Signal.Logs],
        ["spans"] = [Signal.Traces], ["traces"] = [Signal.Traces], ["trace_summaries"] = [Signal.Traces], ["llm_calls"] = [Signal.Traces], ["llm_sessions"] = [Signal.Traces],
        ["span_attributes"] = [Signal.Traces], ["span_errors"] = [Signal.Traces], ["span_metrics"] = [Signal.Traces], ["span_totals"] = [Signal.Traces],
        ["service_graph_changes"] = [Signal.Traces],
        ["services"] = [Signal.Logs, Signal.Traces], ["resources"] = All, ["scopes"] = All,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    static readonly FrozenDictionary<string, Signal[]>.AlternateLookup<ReadOnlySpan<char>> Names = Tables.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The signals a statement may read.</summary>
    internal static IReadOnlyCollection<Signal> Of(Statement statement)
    {
        var signals = new HashSet<Signal>();
        foreach (var word in Words().EnumerateMatches(statement.Sql))
        {
            var name = statement.Sql.AsSpan(word.Index, word.Length);
            // Users can write a name with escapes, or as a parameter; everywhere else it stands as it is.
            if (statement.AsReader && (name is "\\" or "Identifier"))
                return All;
            if (Names.TryGetValue(name, out var found))
                signals.UnionWith(found);
        }

        return signals.Count == 0 ? All : signals;
    }

    [GeneratedRegex(@"[A-Za-z_]\w*|\\", RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}

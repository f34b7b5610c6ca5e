using System.Text;
using Almagest.ClickHouse.Formats;

namespace Almagest.Telemetry.Live;

/// <summary>Metrics that are computed from spans, by this program or by others that use the same names, instead of measured by a sender.</summary>
public static class DerivedMetrics
{
    /// <summary>What their names begin with.</summary>
    public static IReadOnlyList<string> Prefixes { get; } = ["traces_spanmetrics_", "traces_service_graph_"];

    internal static readonly byte[][] PrefixBytes = [.. Prefixes.Select(Encoding.UTF8.GetBytes)];
}

/// <summary>Whether rows of a column name a derived metric. Neighbours are mostly equal, so a row costs one comparison of numbers.</summary>
ref struct DerivedMatch(LowCardinalityColumn column)
{
    readonly ReadOnlySpan<int> _indices = column.Indices;
    int _known = -1;
    bool _matches;

    internal bool this[int row]
    {
        get
        {
            if (_indices[row] != _known)
            {
                _known = _indices[row];
                var name = column.Text(_known);
                _matches = false;
                foreach (var prefix in DerivedMetrics.PrefixBytes)
                    _matches |= name.StartsWith(prefix);
            }

            return _matches;
        }
    }
}

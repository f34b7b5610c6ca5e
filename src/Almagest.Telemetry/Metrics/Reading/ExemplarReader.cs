using Almagest.ClickHouse.Formats.Reading;
using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Query.PromQL.Sources;
using Almagest.Telemetry.Metrics.Head;

namespace Almagest.Telemetry.Metrics.Reading;

/// <summary>An exemplar: one measurement behind a sample.</summary>
/// <param name="Labels">Where it came from, such as <c>trace_id</c>.</param>
/// <param name="Value">The measurement.</param>
/// <param name="TimeMs">Unix milliseconds.</param>
public sealed record Exemplar(Labels Labels, double Value, long TimeMs);

/// <summary>The exemplars of one series, by time.</summary>
public sealed record SeriesExemplars(Labels Labels, IReadOnlyList<Exemplar> Exemplars);

/// <summary>Reads exemplars from the store; of more than it gives at once the latest.</summary>
public sealed class ExemplarReader(MetricVault vault, ClickHouseClient client)
{
    // As many ids as fit into a parameter; whoever looks at exemplars looks at far fewer series.
    const int MostSeries = 4000;
    const int MostExemplars = 10_000;

    /// <summary>The exemplars of all series that satisfy any of the selectors, within a window of Unix milliseconds.</summary>
    public async Task<IReadOnlyList<SeriesExemplars>> ReadAsync(
        string tenant, IReadOnlyList<IReadOnlyList<LabelMatcher>> selectors, (long FromMs, long ToMs) window, CancellationToken ct)
    {
        var index = vault.Tenant(tenant).Index;
        var series = selectors.SelectMany(s => index.Select(s, long.MinValue, long.MaxValue)).Distinct().Take(MostSeries).ToDictionary(static s => s.Id);
        if (series.Count == 0)
            return [];
        var found = new Dictionary<HeadSeries, List<Exemplar>>();
        await foreach (var block in client.ReadAsync(Statement(tenant, series.Keys, window), ct))
            Add(block, series, found);
        // They came latest first.
        foreach (var exemplars in found.Values)
            exemplars.Reverse();
        return [.. found.Select(static f => new SeriesExemplars(f.Key.Labels, f.Value)).OrderBy(static s => s.Labels, Comparer<Labels>.Create(static (a, b) => a.CompareTo(b)))];
    }

    static Statement Statement(string tenant, IEnumerable<ulong> series, (long FromMs, long ToMs) window)
    {
        // DateTime64 of nanoseconds covers 1970 to 2262.
        var (from, to) = (Math.Clamp(window.FromMs, 0, 9_000_000_000_000), Math.Clamp(window.ToMs, 0, 9_000_000_000_000));
        return new Statement(
            "SELECT series, toUnixTimestamp64Milli(time) AS time_ms, value, trace_id, span_id, attributes FROM exemplars "
            + "WHERE tenant = {tenant:String} AND series IN {series:Array(UInt64)} "
            + "AND time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND time <= fromUnixTimestamp64Milli({to:Int64}, 'UTC') "
            + $"ORDER BY time DESC LIMIT {MostExemplars}")
        {
            ReadOnly = true,
            Caller = "exemplars",
        }.With("tenant", tenant).With("series", series).With("from", from).With("to", to);
    }

    static void Add(ResultBlock block, Dictionary<ulong, HeadSeries> series, Dictionary<HeadSeries, List<Exemplar>> found)
    {
        var attributes = block.Get<MapResultColumn>("attributes");
        for (var row = 0; row < block.Rows; row++)
        {
            var owner = series[block.Fixed<ulong>("series")[row]];
            if (!found.TryGetValue(owner, out var list))
                found[owner] = list = [];
            var labels = new List<Label>();
            for (var i = attributes[row].Start.Value; i < attributes[row].End.Value; i++)
                labels.Add(new Label(attributes.Keys.GetString(i)!, attributes.Values.GetString(i)!));
            AddContext(labels, "trace_id", "traceID", block.Strings("trace_id").GetString(row));
            AddContext(labels, "span_id", "spanID", block.Strings("span_id").GetString(row));
            list.Add(new Exemplar(Labels.From(labels), block.Fixed<double>("value")[row], block.Fixed<long>("time_ms")[row]));
        }
    }

    /// <summary>OTLP's exemplars have their trace context apart from attributes, Prometheus' have it as a label of either name.</summary>
    static void AddContext(List<Label> labels, string name, string otherName, string value)
    {
        if (value.Length > 0 && !labels.Exists(l => l.Name == name || l.Name == otherName))
            labels.Add(new Label(name, value));
    }
}

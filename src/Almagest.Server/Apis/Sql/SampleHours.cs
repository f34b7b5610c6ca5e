using System.Globalization;
using System.Text.Json;
using Almagest.ClickHouse.Http;
using Almagest.Query.GuardedSql;
using Almagest.Telemetry.Schema;

namespace Almagest.Server.Apis.Sql;

/// <summary>
/// Lets a query about samples read the hours it asks for and no others. A row of the store holds the samples of an hour, so the store does not see by itself
/// what a condition on <c>time</c> leaves out. It is asked for its plan, which states the condition for a table that does have a column of that name.
/// </summary>
static class SampleHours
{
    internal const string AskForPlan = "EXPLAIN PLAN json = 1, indexes = 1 ";

    const string Bounds = "sample_bounds", Runs = "sample_runs";

    /// <summary>In how many places a query reads samples; 0 also when its text does not make that certain: then its plan need not be asked for.</summary>
    internal static int PlacesIn(GuardedStatement query) =>
        query.Kind == SqlStatementKind.Select && query.Tables.Any(PublicTables.OverSamples.Contains) ? SqlPlaces.Count(query, PublicTables.OverSamples) ?? 0 : 0;

    /// <summary>The statement with a filter on hours.</summary>
    /// <param name="select">The statement.</param>
    /// <param name="places">In how many places it reads samples.</param>
    /// <param name="plan">Its plan, the answer to <see cref="AskForPlan"/>.</param>
    internal static Statement Narrow(Statement select, int places, JsonElement plan)
    {
        List<HourRange> ranges = [];
        var runs = Read(plan, ranges);
        // Whatever is read by a way that the plan does not show, the filter would hold for it too.
        if (runs == 0 || ranges.Count != runs || ranges.Count < places)
            return select;
        var range = ranges.Aggregate(static (a, b) => a.Or(b)).And(new HourRange(0, uint.MaxValue));
        return select.Setting("additional_table_filters", string.Create(CultureInfo.InvariantCulture,
            $"{{'{select.Database}.{Runs}': 'hour BETWEEN toDateTime({Math.Min(range.First, uint.MaxValue)}, \\'UTC\\') AND toDateTime({Math.Max(range.Last, 0)}, \\'UTC\\')'}}"));
    }

    /// <summary>Collects what is asked of hours; returns how often samples are read.</summary>
    static int Read(JsonElement node, List<HourRange> ranges)
    {
        if (node.ValueKind == JsonValueKind.Array)
            return node.EnumerateArray().Sum(each => Read(each, ranges));
        if (node.ValueKind != JsonValueKind.Object)
            return 0;
        var table = node.TryGetProperty("Description", out var description) ? description.GetString() ?? "" : "";
        if (table.EndsWith("." + Bounds, StringComparison.Ordinal))
            ranges.Add(RangeOf(node));
        return (table.EndsWith("." + Runs, StringComparison.Ordinal) ? 1 : 0)
            + node.EnumerateObject().Where(static m => m.Name is "Plan" or "Plans").Sum(m => Read(m.Value, ranges));
    }

    static HourRange RangeOf(JsonElement node)
    {
        if (!node.TryGetProperty("Indexes", out var indexes))
            return HourRange.All;
        foreach (var index in indexes.EnumerateArray())
        {
            if (index.GetProperty("Type").GetString() == "Partition" && index.TryGetProperty("Condition", out var condition))
                return HourRange.Parse(condition.GetString() ?? "");
        }

        return HourRange.All;
    }
}

using System.Globalization;
using System.Text;
using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Query.PromQL.Sources;

namespace Almagest.Telemetry.Metrics.PushDown;

/// <summary>
/// An aggregation as one statement: the store puts each series on the grid of steps, joins what it groups by, and adds the series up step by step.
/// </summary>
static class AggregateSql
{
    // The NaN that says a series has ended.
    const string Stale = "reinterpretAsUInt64(value) = 0x7ff0000000000002";

    /// <summary>
    /// The statement. Its columns: <c>names</c> and <c>texts</c>, the labels of the group; <c>steps</c>, a value per step, and <c>members</c>, how many series had
    /// one; <c>sizes</c>, for sums the same of absolute values; <c>samples</c> that were read, and <c>odd</c> ones among them that are not finite.
    /// </summary>
    internal static Statement Of(string tenant, AggregateSelection selection)
    {
        var windows = selection.Windows;
        var (filter, parameters) = Filter(selection.Matchers);
        var sql =
            $"WITH chosen AS (SELECT series, {Key(selection)} AS key FROM series WHERE tenant = {{tenant:String}} AND metric = {{metric:String}}{filter} LIMIT 1 BY series), "
            + $"grids AS (SELECT series, {Grid(selection.Function, windows)} AS grid, count() AS samples, countIf(NOT isFinite(value) AND NOT {Stale}) AS odd FROM samples "
            + "WHERE tenant = {tenant:String} AND metric = {metric:String} AND hour >= toStartOfHour(fromUnixTimestamp64Milli({from:Int64}, 'UTC')) AND hour <= fromUnixTimestamp64Milli({until:Int64}, 'UTC') "
            + "AND time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND time <= fromUnixTimestamp64Milli({until:Int64}, 'UTC') "
            + (selection.Function == "last" ? "" : $"AND NOT {Stale} ")
            + "AND series IN (SELECT series FROM chosen) GROUP BY series) "
            + $"SELECT mapKeys(key) AS names, mapValues(key) AS texts, {Fold(selection.Operator, "x")} AS steps, {(IsSum(selection) ? Fold(selection.Operator, "abs(x)") : "emptyArrayFloat64()")} AS sizes, countForEach(grid) AS members, sum(samples) AS samples, sum(odd) AS odd "
            + "FROM grids INNER JOIN chosen USING series GROUP BY key";
        var statement = new Statement(sql) { ReadOnly = true, Caller = "push-down" }
            .Setting("allow_experimental_time_series_aggregate_functions", 1)
            .With("tenant", tenant)
            .With("metric", selection.Matchers.First(static m => m is { Name: Labels.MetricName, Kind: MatchKind.Equal }).Value)
            .With("grouping", [.. selection.Grouping, .. selection.Without && selection.Function != "last" ? ["__type__", "__unit__"] : Array.Empty<string>()])
            .With("from", Math.Max(0, windows.FirstEndMs - windows.LengthMs + 1))
            .With("until", windows.LastEndMs);
        return parameters.Aggregate(statement, static (known, parameter) => known.With(parameter.Name, parameter.Value));
    }

    /// <summary>Whether small values can get lost beside large ones.</summary>
    internal static bool IsSum(AggregateSelection selection) => selection.Operator is "sum" or "avg";

    // An absent label and an empty one are the same: only labels with a value are part of a group.
    static string Key(AggregateSelection selection) =>
        $"mapSort(mapFilter((k, v) -> {(selection.Without ? "NOT " : "")}has({{grouping:Array(String)}}, k) AND v != '', CAST(labels, 'Map(String, String)')))";

    static string Grid(string function, in AggregateWindows windows)
    {
        var name = function switch { "rate" or "increase" => "Rate", "delta" => "Delta", "irate" => "InstantRate", "idelta" => "InstantDelta", _ => "Last" };
        var grid = string.Create(CultureInfo.InvariantCulture,
            $"timeSeries{name}ToGrid(fromUnixTimestamp64Milli(toInt64({windows.FirstEndMs}), 'UTC'), fromUnixTimestamp64Milli(toInt64({windows.LastEndMs}), 'UTC'), toDecimal64({windows.StepMs / 1000m}, 3), toDecimal64({windows.LengthMs / 1000m}, 3))(time, value)");
        return function switch
        {
            "increase" => string.Create(CultureInfo.InvariantCulture, $"arrayMap(x -> x * {windows.LengthMs / 1000m}, {grid})"),
            "last" => $"arrayMap(x -> if({Stale.Replace("value", "assumeNotNull(x)", StringComparison.Ordinal)}, NULL, x), {grid})",
            _ => grid,
        };
    }

    static string Fold(string aggregation, string value) => aggregation switch
    {
        "sum" => $"sumForEach(arrayMap(x -> ifNull({value}, 0), grid))",
        "avg" => $"arrayMap((s, n) -> s / n, sumForEach(arrayMap(x -> ifNull({value}, 0), grid)), countForEach(grid))",
        "min" => "minForEach(arrayMap(x -> ifNull(x, inf), grid))",
        "max" => "maxForEach(arrayMap(x -> ifNull(x, -inf), grid))",
        "count" => "arrayMap(n -> toFloat64(n), countForEach(grid))",
        _ => "arrayMap(n -> toFloat64(n > 0), countForEach(grid))",
    };

    static (string Sql, List<(string Name, string Value)> Parameters) Filter(IReadOnlyList<LabelMatcher> matchers)
    {
        var (sql, parameters) = (new StringBuilder(), new List<(string, string)>());
        foreach (var matcher in matchers.Where(static m => m is not { Name: Labels.MetricName, Kind: MatchKind.Equal }))
        {
            var (label, value) = ($"label{parameters.Count}", $"value{parameters.Count}");
            var text = matcher.Name == Labels.MetricName ? "metric" : $"labels[{{{label}:String}}]";
            sql.Append(matcher.Kind switch
            {
                MatchKind.Equal => $" AND {text} = {{{value}:String}}",
                MatchKind.NotEqual => $" AND {text} != {{{value}:String}}",
                MatchKind.Regex => $" AND match({text}, {{{value}:String}})",
                _ => $" AND NOT match({text}, {{{value}:String}})",
            });
            parameters.Add((label, matcher.Name));
            parameters.Add((value, matcher.Kind is MatchKind.Regex or MatchKind.NotRegex ? $"^(?s:{matcher.Value})$" : matcher.Value));
        }

        return (sql.ToString(), parameters);
    }
}

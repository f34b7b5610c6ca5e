using Almagest.Query.LogQL.Literals;

namespace Almagest.Query.LogQL.Syntax;

/// <summary>Which range aggregation may have what.</summary>
static class RangeChecks
{
    static readonly HashSet<string> Grouped = ["avg_over_time", "stddev_over_time", "stdvar_over_time", "quantile_over_time", "max_over_time", "min_over_time", "first_over_time", "last_over_time"];
    static readonly HashSet<string> OfLines = ["bytes_over_time", "bytes_rate", "count_over_time", "rate", "absent_over_time"];
    static readonly HashSet<string> OfValues = [.. Grouped, "sum_over_time", "rate", "rate_counter", "absent_over_time"];

    internal static SampleExpr Make(string operation, LogRange range, Grouping? grouping, string? parameter)
    {
        if (parameter is not null && operation != "quantile_over_time")
            return new FaultyExpr($"parameter {parameter} not supported for operation {operation}");
        if (parameter is null && operation == "quantile_over_time")
            return new FaultyExpr($"parameter required for operation {operation}");
        double? quantile = null;
        if (parameter is not null)
        {
            if (!GoNumbers.TryParseFloat(parameter, out var value))
                return new FaultyExpr($"invalid parameter for operation {operation}: strconv.ParseFloat: parsing \"{parameter}\": invalid syntax");
            quantile = value;
        }

        if (grouping is not null && !Grouped.Contains(operation))
            return new FaultyExpr($"grouping not allowed for {operation} aggregation");
        if (range.Unwrap is not null && !OfValues.Contains(operation))
            return new FaultyExpr($"invalid aggregation {operation} with unwrap");
        if (range.Unwrap is null && !OfLines.Contains(operation))
            return new FaultyExpr($"invalid aggregation {operation} without unwrap");
        return new RangeAggregationExpr(operation, range, grouping, quantile);
    }
}

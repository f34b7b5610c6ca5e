using System.Globalization;

namespace Almagest.Telemetry.Logs.Counts;

/// <summary>Statements that count lines from whole minutes, with the rest counted line by line. Their result is what counting every line gives.</summary>
/// <param name="parts">What is counted how.</param>
/// <param name="keys">Columns to group by beside the piece of time, of both tables, each with a comma before it.</param>
/// <param name="where">Conditions on columns of both tables.</param>
sealed class CountStatements(MinuteParts parts, string keys, string where)
{
    const string Nano = "toUnixTimestamp64Second(minute) * 1000000000";

    /// <summary>Counts <c>lines</c> and <c>bytes</c> by <c>piece</c>.</summary>
    /// <param name="pieceOfInside">The piece of a minute's lines after its first nanosecond, of its begin.</param>
    /// <param name="pieceOfEdge">The piece of lines of a minute's first nanosecond, of its begin.</param>
    /// <param name="pieceOfRow">The piece of a line, of its time in nanoseconds.</param>
    internal string Write(Func<string, string> pieceOfInside, Func<string, string> pieceOfEdge, Func<string, string> pieceOfRow)
    {
        var split = parts.Split.Count == 0 ? "" : $" AND {Nano} NOT IN ({string.Join(", ", parts.Split.Select(Text))})";
        var inside = $"""
            SELECT {pieceOfInside(Nano)} AS piece{keys}, toUInt64(sum(lines) - sum(edge_lines)) AS line_count, toUInt64(sum(bytes) - sum(edge_bytes)) AS byte_count
            FROM log_counts WHERE {where} AND minute >= {Moment(parts.InsideFrom)} AND minute < {Moment(parts.InsideTo)}{split} GROUP BY piece{Names}
            """;
        var edges = $"""
            SELECT {pieceOfEdge(Nano)} AS piece{keys}, sum(edge_lines) AS line_count, sum(edge_bytes) AS byte_count
            FROM log_counts WHERE {where} AND minute >= {Moment(parts.EdgeFrom)} AND minute < {Moment(parts.EdgeTo)}{split} AND edge_lines > 0 GROUP BY piece{Names}
            """;
        var rows = parts.Rows.Count == 0 ? "" : $"""
            UNION ALL
            SELECT {pieceOfRow("toUnixTimestamp64Nano(time)")} AS piece{keys}, count() AS line_count, sum(length(body)) AS byte_count
            FROM logs WHERE {where} AND ({string.Join(" OR ", parts.Rows.Select(static r => $"(time >= {Moment(r.FromNano)} AND time < {Moment(r.ToNano)})"))}) GROUP BY piece{Names}
            """;
        return $"SELECT piece{Names}, sum(line_count) AS lines, sum(byte_count) AS bytes FROM ({inside} UNION ALL {edges} {rows}) GROUP BY piece{Names} HAVING lines > 0 ORDER BY piece{Names}";
    }

    string Names => string.Concat(keys.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(static k => $", {k.Split(" AS ")[^1]}"));

    static string Text(long nano) => nano.ToString(CultureInfo.InvariantCulture);

    static string Moment(long nano) => $"fromUnixTimestamp64Nano(toInt64({Text(nano)}), 'UTC')";
}

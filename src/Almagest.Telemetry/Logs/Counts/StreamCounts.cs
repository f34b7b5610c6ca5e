using Almagest.Query.LogQL.Engine;
using Almagest.Telemetry.Traces;

namespace Almagest.Telemetry.Logs.Counts;

/// <summary>Counts of streams from minutes that are counted already.</summary>
static class StreamCounts
{
    /// <summary>The statement, with parameters <c>tenant</c>, <c>origin</c> and <c>size</c>; null when the lines must be counted one by one.</summary>
    internal static string? Of(LogSelection selection, LogBuckets buckets, CountGroups groups, IReadOnlyList<StoredStream> streams, SqlParameters parameters)
    {
        var borders = Enumerable.Range(1, Math.Max(0, buckets.Count - 1)).Select(k => buckets.OriginNano + (k * buckets.SizeNano));
        if (streams.Count > LogWhere.MostListed || MinuteParts.Of(selection.FromNano, selection.ToNano, borders) is not { } parts)
            return null;
        var services = string.Join(", ", streams.Select(static s => s.Service).Distinct().Select(parameters.Text));
        var ids = string.Join(',', streams.Select(static s => s.Key.ResourceId).Distinct());
        var counts = new CountStatements(parts, $", resource_id, source{groups.Columns}", $"tenant = {{tenant:String}} AND service IN ({services}) AND resource_id IN ({ids})");
        // A piece has its end and not its begin.
        static string After(string nano) => $"intDiv({nano} - {{origin:Int64}}, {{size:Int64}})";
        static string At(string nano) => $"intDiv({nano} - {{origin:Int64}} - 1, {{size:Int64}})";
        return $"SELECT resource_id, source, piece AS bucket{groups.Keys}, lines, bytes FROM ({counts.Write(After, At, At)})";
    }
}

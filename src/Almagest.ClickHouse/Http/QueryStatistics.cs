using System.Text.Json;

namespace Almagest.ClickHouse.Http;

/// <summary>
/// What the server did for one statement, from its <c>X-ClickHouse-Summary</c> header. The header leaves with the first bytes
/// of the answer: for a result above the response buffer it holds what was done by then, and <see cref="ResultRows"/> is 0.
/// </summary>
public sealed record QueryStatistics
{
    /// <summary>The id the query ran under.</summary>
    public string QueryId { get; init; } = "";

    /// <summary>Rows read from tables.</summary>
    public long ReadRows { get; init; }

    /// <summary>Uncompressed bytes read from tables.</summary>
    public long ReadBytes { get; init; }

    /// <summary>Rows stored, materialised views included.</summary>
    public long WrittenRows { get; init; }

    /// <summary>Uncompressed bytes stored.</summary>
    public long WrittenBytes { get; init; }

    /// <summary>Rows in the answer.</summary>
    public long ResultRows { get; init; }

    /// <summary>Time on the server.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Peak memory of the query on the server, in bytes.</summary>
    public long MemoryBytes { get; init; }

    internal static QueryStatistics Parse(string queryId, string? summary)
    {
        if (summary is null)
            return new QueryStatistics { QueryId = queryId };
        using var json = JsonDocument.Parse(summary);
        return new QueryStatistics
        {
            QueryId = queryId,
            ReadRows = Number(json, "read_rows"),
            ReadBytes = Number(json, "read_bytes"),
            WrittenRows = Number(json, "written_rows"),
            WrittenBytes = Number(json, "written_bytes"),
            ResultRows = Number(json, "result_rows"),
            Elapsed = TimeSpan.FromTicks(Number(json, "elapsed_ns") / TimeSpan.NanosecondsPerTick),
            MemoryBytes = Number(json, "memory_usage"),
        };
    }

    // The server writes every number as a string.
    static long Number(JsonDocument json, string name) =>
        json.RootElement.TryGetProperty(name, out var value) && long.TryParse(value.ToString(), out var number) ? number : 0;
}

using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Query.LogQL.Engine;
using Almagest.Query.LogQL.Syntax;
using Almagest.Query.LogSearch;
using Almagest.Telemetry.Logs.Search;
using Almagest.Telemetry.Traces;

namespace Almagest.Telemetry.Logs.Patterns;

/// <summary>When to look for patterns, and how fine.</summary>
/// <param name="FromNano">Begin, Unix nanoseconds.</param>
/// <param name="ToNano">End, not part of it.</param>
/// <param name="StepNano">Length of a piece of time; pieces begin at multiples of it.</param>
/// <param name="Limit">Most patterns.</param>
public readonly record struct PatternRange(long FromNano, long ToNano, long StepNano, int Limit);

/// <summary>Counts lines by pattern, exactly: each line has the id of its pattern in the store.</summary>
public sealed class PatternSearch(ClickHouseClient client, LogStreamCatalog catalog, TimeProvider time)
{
    // Patterns, levels and pieces of time of a very mixed answer; beyond it the rarest are left out.
    const int MostRows = 500_000;

    static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(60);

    static readonly string[] Names = [MetadataColumns.PatternId, "detected_level"];

    readonly PatternCatalog _patterns = new(client);

    /// <summary>What lines of patterns have in common, by id; patterns that are not known are left out.</summary>
    public async Task<IReadOnlyDictionary<string, string>> TemplatesAsync(TenantId tenant, IReadOnlyList<string> ids, CancellationToken ct) =>
        (await _patterns.ReadAsync(tenant, ids, ct)).ToDictionary(static p => p.Key, static p => p.Value.Template);

    /// <summary>The patterns of lines that match a search.</summary>
    /// <exception cref="UserErrorException">The query can not be answered as written.</exception>
    public async Task<PatternReport> FindAsync(TenantId tenant, SearchExpr query, PatternRange range, CancellationToken ct)
    {
        var parameters = new SqlParameters();
        var resources = await new ResourceFields(client).FindAsync(tenant, query, range.FromNano, range.ToNano, ct);
        var now = time.GetUtcNow();
        var lines = PartedStatement.Of(parameters, index => new SearchConditions(parameters, now, resources, index).Of(query));
        var selects = lines.Select(static condition => $$"""
            SELECT toString(pattern_id) AS id, toString(level) AS level_text, intDiv(toUnixTimestamp64Nano(time), {step:Int64}) * {step:Int64} AS begin,
                count() AS found, toUnixTimestamp64Nano(min(time)) AS earliest, toUnixTimestamp64Nano(max(time)) AS latest
            FROM logs WHERE tenant = {tenant:String} AND time >= {from:DateTime64(9)} AND time < {to:DateTime64(9)} AND {{condition}}
            GROUP BY id, level_text, begin
            """);
        var statement = new Statement($$"""
            SELECT id, level_text, begin, toInt64(sum(found)) AS lines, min(earliest) AS first, max(latest) AS last FROM ({{selects}})
            GROUP BY id, level_text, begin ORDER BY lines DESC LIMIT {most:Int64}
            """) { Caller = "log-patterns", ReadOnly = true, Timeout = TimeLimit }.With("tenant", tenant.Value).With("step", range.StepNano).With("most", (long)MostRows)
            .WithNanos("from", range.FromNano).WithNanos("to", range.ToNano).Setting("max_query_size", 4 << 20);
        var tally = new PatternTally();
        await foreach (var block in client.ReadAsync(parameters.AddTo(statement), ct))
        {
            var (ids, levels) = (new TextReaderColumn(block["id"]), new TextReaderColumn(block["level_text"]));
            for (var row = 0; row < block.Rows; row++)
                tally.Add(ids[row], new PatternLines(levels[row], block.Fixed<long>("begin")[row], block.Fixed<long>("lines")[row], block.Fixed<long>("first")[row], block.Fixed<long>("last")[row]));
        }

        return await ReportAsync(tenant, tally, range, ct);
    }

    /// <summary>The patterns of lines that a LogQL query of lines keeps.</summary>
    /// <exception cref="LogQlParseException">It is not one.</exception>
    /// <exception cref="LogQlException">A limit was met or the pipeline failed.</exception>
    public async Task<PatternReport> FindAsync(TenantId tenant, string query, PatternRange range, CancellationToken ct)
    {
        var selector = LogQlParser.ParseLogSelector(query);
        var source = new LogSource(client, catalog, tenant, TimeLimit) { WithPatterns = true };
        var tally = new PatternTally();
        var origin = (range.FromNano / range.StepNano * range.StepNano) - 1;
        var buckets = new LogBuckets(origin, range.StepNano, (int)((range.ToNano - origin) / range.StepNano) + 1);
        var selection = new LogSelection(selector.Matchers, [.. selector.Stages.OfType<LineFilterExpr>()], range.FromNano, range.ToNano, LogDirection.Forward, null);
        if (selector.Stages.All(static s => s is LineFilterExpr) && source.CountAsync(selection, buckets, Names, new LogStatistics(), ct) is { } counts)
        {
            await foreach (var count in counts)
                Add(tally, count.Labels, origin + 1 + (count.Bucket * range.StepNano), count.Lines);
        }
        else
        {
            await CountThroughPipelineAsync(source, selector, buckets, tally, ct);
        }

        return await ReportAsync(tenant, tally, range, ct);
    }

    static async Task CountThroughPipelineAsync(LogSource source, LogSelectorExpr selector, LogBuckets buckets, PatternTally tally, CancellationToken ct)
    {
        var milliseconds = (buckets.SizeNano / 1_000_000).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var counting = $"sum by ({string.Join(", ", Names)}) (count_over_time({selector} [{milliseconds}ms]))";
        var first = buckets.OriginNano + buckets.SizeNano;
        var request = new LogQlRequest(counting, first, first + ((buckets.Count - 1) * buckets.SizeNano), buckets.SizeNano);
        var engine = new LogQlEngine(source, new LogQlLimits { MaxSeries = MostRows });
        if (await engine.RunAsync(request, ct) is not MatrixResult matrix)
            return;
        foreach (var series in matrix.Series)
            foreach (var (end, lines) in series.Points)
                // The engine gives the end of a piece in milliseconds, rounded down.
                Add(tally, series.Labels, ((end + 1) * 1_000_000) - buckets.SizeNano, (long)lines);
    }

    static void Add(PatternTally tally, Labels labels, long begin, long lines) =>
        tally.Add(labels[MetadataColumns.PatternId], new PatternLines(labels["detected_level"], begin, lines, begin, begin));

    async Task<PatternReport> ReportAsync(TenantId tenant, PatternTally tally, PatternRange range, CancellationToken ct) =>
        tally.Report(await _patterns.ReadAsync(tenant, tally.Top(PatternCatalog.MostIds), ct), range.Limit);
}

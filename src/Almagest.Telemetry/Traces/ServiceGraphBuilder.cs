using Almagest.ClickHouse.Http;
using Almagest.Model;

namespace Almagest.Telemetry.Traces;

/// <summary>
/// Keeps the stored service graph up to date: computes the quarter hours whose spans changed, whole, from the spans. So late spans
/// update what they belong to, and a crash at any point only means that a quarter hour is computed again.
/// </summary>
public sealed class ServiceGraphBuilder(ClickHouseClient client) : IDisposable
{
    // On demand only what is quick is computed: the rest comes with the next round in the background.
    const long SpansOnDemand = 300_000;

    static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(5);

    readonly SemaphoreSlim _one = new(1);

    /// <summary>Computes everything that changed, the latest first. Returns how many quarter hours there were.</summary>
    public Task<int> BuildAsync(CancellationToken ct) => BuildAsync("1", static s => s, long.MaxValue, ct);

    /// <summary>Computes what changed in a range of a tenant, so that an answer has the newest spans in it; not more than is quick.</summary>
    public Task BuildRecentAsync(TenantId tenant, DateTimeOffset from, DateTimeOffset to, CancellationToken ct) => BuildAsync(
        "tenant = {tenant:String} AND quarter BETWEEN toStartOfFifteenMinutes({from:DateTime}) AND {to:DateTime}",
        s => s.With("tenant", tenant.Value).With("from", from).With("to", to), SpansOnDemand, ct);

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    async Task<int> BuildAsync(string where, Func<Statement, Statement> with, long budget, CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            var (built, days) = (0, new Dictionary<(string Tenant, DateOnly Day), long>());
            foreach (var pending in await PendingAsync(where, with, ct))
            {
                if ((budget -= pending.Spans) < 0)
                    break;
                await BuildAsync(pending, ct);
                days[(pending.Tenant, DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeSeconds(pending.Quarter).UtcDateTime))] = pending.NowMs;
                built++;
            }

            foreach (var ((tenant, day), version) in days)
                await client.ExecuteAsync(Ask(ServiceGraphSql.BuildDay, tenant, version).With("day", day), ct);
            return built;
        }
        finally
        {
            _one.Release();
        }
    }

    Task<QueryStatistics> BuildAsync(Changed pending, CancellationToken ct) => client.ExecuteAsync(
        Ask(ServiceGraphSql.Build, pending.Tenant, pending.NowMs)
            .With("quarter", DateTimeOffset.FromUnixTimeSeconds(pending.Quarter)).With("retention", (long)pending.RetentionDays)
            .Setting("join_algorithm", "parallel_hash,hash").Setting("max_bytes_before_external_group_by", 500_000_000), ct);

    static Statement Ask(string sql, string tenant, long version) => new Statement(sql) { Caller = "service-graph", Timeout = TimeLimit }
        .With("tenant", tenant).With("version", DateTimeOffset.FromUnixTimeMilliseconds(version));

    async Task<List<Changed>> PendingAsync(string where, Func<Statement, Statement> with, CancellationToken ct)
    {
        var pending = new List<Changed>();
        var sql = ServiceGraphSql.Pending.Replace("$where", where, StringComparison.Ordinal);
        await foreach (var block in client.ReadAsync(with(new Statement(sql) { Caller = "service-graph", ReadOnly = true, Timeout = TimeLimit }), ct))
            for (var row = 0; row < block.Rows; row++)
                pending.Add(new Changed(Cells.Text(block, "tenant", row), block.Fixed<uint>("quarter")[row], block.Fixed<long>("spans")[row],
                    block.Fixed<ushort>("retention")[row], block.Fixed<long>("now")[row]));
        return pending;
    }

    readonly record struct Changed(string Tenant, uint Quarter, long Spans, ushort RetentionDays, long NowMs);
}

using Almagest.ClickHouse.Http;
using Almagest.PromBench.Exactness;
using Almagest.Query.PromQL.Engine;
using Almagest.Scenarios.Fixtures;

namespace Almagest.Scenarios.Metrics;

/// <summary>Answers from rollups are bit for bit those from samples.</summary>
[Collection(EngineCollection.Name)]
public sealed class RollupScenarios(EngineFixture engine) : VaultScenario(engine)
{
    const long Hour = 3_600_000;
    const int Hours = 8;

    static readonly long Start = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / Hour * Hour - (Hours + 2) * Hour;

    static readonly string[] Functions =
    [
        "present_over_time", "count_over_time", "min_over_time", "max_over_time", "first_over_time", "last_over_time", "ts_of_first_over_time", "ts_of_last_over_time", "resets",
        "sum_over_time", "avg_over_time", "delta", "increase", "rate",
    ];

    readonly PromQlEngine _engine = new(TimeProvider.System);

    [Fact]
    public async Task Answers_are_the_same_with_rollups_and_without()
    {
        await using (var vault = new VaultProcess(Client))
        {
            await WriteAsync(vault, 60_000, Hours * 60);
            // Written on the hours themselves, where buckets meet.
            await vault.WriteAsync(Tenant, "edge", "hourly", Enumerable.Range(0, Hours + 1).Select(static i => (Start + i * Hour, (double)(i % 5))));
            await vault.SealAllAsync(Tenant);
            await vault.WriteAsync(Tenant, "edge", "unsealed", Enumerable.Range(0, 100).Select(static i => (Start + (Hours * Hour) + (i * 1000), (double)i)));
            (await CompareAsync(vault)).ShouldBeGreaterThan(0);
        }

        await using var restarted = new VaultProcess(Client);
        await restarted.Loader.LoadAsync(CancellationToken.None);
        // What was stored so recently is taken for unsealed: until it is sealed again samples are read.
        await restarted.SealAllAsync(Tenant);
        (await CompareAsync(restarted, Functions[^4..])).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Late_samples_are_seen_before_and_after_their_hour_is_sealed_again()
    {
        await using var vault = new VaultProcess(Client);
        await vault.WriteAsync(Tenant, "edge", "a", Enumerable.Range(0, Hours * 60).Select(static i => (Start + i * 60_000L, i % 100.0)));
        await vault.SealAllAsync(Tenant);
        await vault.WriteAsync(Tenant, "edge", "a", [(Start + 3 * Hour + 1234, 5000.0), (Start + 4 * Hour + 1234, -5000.0)]);
        await CompareAsync(vault, ["max_over_time", "increase"]);
        await vault.SealAllAsync(Tenant);
        (await CompareAsync(vault, ["min_over_time", "max_over_time", "resets", "increase"])).ShouldBeGreaterThan(0);
        (await AskAsync(vault, "max_over_time(edge[8h])", (Start + Hours * Hour, Start + Hours * Hour, 0), useRollups: true)).Text.ShouldContain(" 5000");
    }

    [Fact]
    public async Task Hours_that_were_sealed_in_any_order_are_one_row_and_read_by_time()
    {
        await using var vault = new VaultProcess(Client);
        foreach (var hour in (int[])[5, 0, 7, 1, 6, 2, 4, 3])
        {
            await vault.WriteAsync(Tenant, "edge", "a", Enumerable.Range(0, 60).Select(i => (Start + (hour * Hour) + (i * 60_000L), (double)((hour * 60 + i) % 100))));
            await vault.WriteAsync(Tenant, "edge", "b", Enumerable.Range(0, 60).Select(i => (Start + (hour * Hour) + (i * 60_000L), Math.Sin(i) * hour)));
            await vault.SealAllAsync(Tenant);
        }

        (await CompareAsync(vault)).ShouldBeGreaterThan(0);
        var before = await RowsAsync("resolution = 300");
        await Client.ExecuteAsync(new Statement("OPTIMIZE TABLE rollup_days FINAL") { Caller = "test" }, CancellationToken.None);
        (await TextsAsync("SELECT toString(countIf(resolution = 3600)) AS text FROM rollup_days WHERE tenant = {tenant:String}"))
            .ShouldBe([Start / (24 * Hour) == (Start + (Hours - 1) * Hour) / (24 * Hour) ? "2" : "4"]);
        (await RowsAsync("resolution = 300")).ShouldBe(before);
        (await CompareAsync(vault)).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Samples_that_memory_holds_are_read_instead()
    {
        await using var vault = new VaultProcess(Client);
        await vault.WriteAsync(Tenant, "edge", "a", Enumerable.Range(0, Hours * 60).Select(static i => (Start + i * 60_000L, i % 100.0)));
        await vault.SealAllAsync(Tenant);
        var range = (Start + Hours * Hour, Start + Hours * Hour, 0L);
        (await AskAsync(vault, "max_over_time(edge[8h])", range, useRollups: true, skipsMemory: false)).FromRollups.ShouldBeFalse();
        (await AskAsync(vault, "max_over_time(edge[8h])", range, useRollups: true, skipsMemory: true)).FromRollups.ShouldBeTrue();
    }

    [Fact]
    public async Task Buckets_are_rows_for_SQL()
    {
        await using var vault = new VaultProcess(Client);
        await vault.WriteAsync(Tenant, "edge", "a", Enumerable.Range(0, 481).Select(static i => (Start + i * 15_000L, (double)(i % 300))));
        await vault.SealAllAsync(Tenant);
        (await RowsAsync("resolution = 3600")).ShouldBe(
        [
            $"{Start / 1000} 1 0 0 0 0",
            $"{Start / 1000 + 3600} 240 28920 1 240 239",
            $"{Start / 1000 + 7200} 240 32220 0 299 238",
        ]);
        (await RowsAsync("resolution = 300")).Count.ShouldBe(25);
    }

    async Task WriteAsync(VaultProcess vault, long intervalMs, int scrapes)
    {
        foreach (var series in EdgeFloats.All)
        {
            var samples = Enumerable.Range(0, scrapes).Select(i => series.At(Start + i * intervalMs, i)).OfType<EdgeSample>().Select(static s => (s.TimeMs, s.Value)).ToList();
            await vault.WriteAsync(Tenant, "edge", string.Join(' ', series.Labels), samples);
        }
    }

    /// <summary>Asks everything both ways; gives how many answers came from rollups.</summary>
    async Task<int> CompareAsync(VaultProcess vault, string[]? functions = null)
    {
        var fromRollups = 0;
        var end = Start + Hours * Hour;
        foreach (var function in functions ?? Functions)
        {
            foreach (var (query, range) in ((string, (long, long, long))[])
                [
                    ($"{function}(edge[1h])", (Start, end + Hour, Hour)), ($"{function}(edge[3h] offset 1h)", (Start, end, 2 * Hour)), ($"{function}(edge[8h])", (end, end, 0)),
                    ($"{function}(edge[5m])", (Start + 300_000, end, 300_000)), ($"{function}(edge[35m])", (Start, end + 900_000, 900_000)),
                    ($"{function}(edge{{instance=~\".*steady|.*resets|.*steps|hourly|unsealed\"}}[2h])", (Start, end + Hour, Hour)), ($"{function}(edge[1h])", (Start + 7, end, Hour)),
                ])
            {
                var with = await AskAsync(vault, query, range, useRollups: true);
                var without = await AskAsync(vault, query, range, useRollups: false);
                with.Text.ShouldBe(without.Text, query);
                fromRollups += with.FromRollups ? 1 : 0;
            }
        }

        return fromRollups;
    }

    async Task<(string Text, bool FromRollups)> AskAsync(VaultProcess vault, string query, (long Start, long End, long Step) range, bool useRollups, bool skipsMemory = true)
    {
        var request = new PromQlRequest { Query = query, StartMs = range.Start, EndMs = range.End, StepMs = range.Step, UseRollups = useRollups, Explain = true };
        var result = await _engine.ExecuteAsync(request, vault.Vault.Source(Tenant, skipsMemory), CancellationToken.None);
        var series = result.Value switch
        {
            MatrixValue matrix => matrix.Series.Select(static s => $"{s.Labels} {string.Join(',', s.Times.Zip(s.Values, static (t, v) => $"{t} {BitConverter.DoubleToInt64Bits(v):x}"))}"),
            VectorValue vector => vector.Samples.Select(static s => $"{s.Labels} {s.Value:R}"),
            _ => throw new InvalidOperationException("neither matrix nor vector"),
        };
        return (string.Join('\n', series.Concat(result.Warnings).Concat(result.Infos)), Reads(result.Plan!).Any(static cost => cost.ResolutionMs > 0));
    }

    static IEnumerable<Almagest.Query.PromQL.Sources.SelectionCost> Reads(ExplainPlan plan) =>
        (plan.Reads?.Cost is { } cost ? [cost] : Array.Empty<Almagest.Query.PromQL.Sources.SelectionCost>()).Concat(plan.Children.SelectMany(Reads));

    Task<List<string>> RowsAsync(string condition) => TextsAsync(
        "SELECT toString(toUnixTimestamp(time)) || ' ' || toString(count) || ' ' || toString(sum) || ' ' || toString(min) || ' ' || toString(max) || ' ' || toString(increase) AS text "
        + $"FROM metric_rollups WHERE tenant = {{tenant:String}} AND {condition} ORDER BY time, text");

    async Task<List<string>> TextsAsync(string sql)
    {
        var rows = new List<string>();
        var statement = new Statement(sql) { ReadOnly = true, Caller = "test" };
        await foreach (var block in Client.ReadAsync(statement.With("tenant", Tenant), CancellationToken.None))
        {
            for (var row = 0; row < block.Rows; row++)
                rows.Add(block.Strings("text").GetString(row)!);
        }

        return rows;
    }
}

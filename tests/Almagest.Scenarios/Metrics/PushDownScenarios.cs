using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Almagest.ClickHouse.Http;
using Almagest.Query.PromQL.Engine;
using Almagest.Query.PromQL.Sources;
using Almagest.Scenarios.Fixtures;
using Almagest.Telemetry.Schema;
using Almagest.Tests.Query.PromQL.Scripts;

namespace Almagest.Scenarios.Metrics;

/// <summary>Aggregates that the store computes against those of PromQL's own evaluation, and against what Prometheus' scripts expect.</summary>
[Collection(EngineCollection.Name)]
public sealed partial class PushDownScenarios(EngineFixture engine) : IAsyncLifetime, IDisposable
{
    readonly ClickHouseClient _client = new(engine.Endpoint, TimeProvider.System);
    readonly PromQlEngine _promQl = new(TimeProvider.System);

    public Task InitializeAsync() => VaultMigrations.CreateRunner(_client, engine.Endpoint, TimeProvider.System)
        .RunAsync(Almagest.ClickHouse.Migrations.MigrationMode.Migrate, dryRun: false, CancellationToken.None);

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Scripts_of_Prometheus_pass_with_push_down_on()
    {
        var (sources, all) = (new ConditionalWeakTable<ISeriesSource, PushDownSource>(), new List<PushDownSource>());
        var evals = ScriptFolder.Names.SelectMany(static name => ScriptFolder.Get(name).Evals).Where(static eval => AggregationRegex().IsMatch(eval.Query)).ToList();
        foreach (var eval in evals)
        {
            await new PromCase { File = eval.File, Line = eval.Line }.RunAsync((request, source, ct) =>
            {
                if (!sources.TryGetValue(source, out var pushing))
                {
                    sources.Add(source, pushing = new PushDownSource(source, _client));
                    all.Add(pushing);
                }

                // Starts of accumulation are in no script but the one about them, and with them nothing is pushed down.
                return _promQl.ExecuteAsync(request with { PushDown = true, Features = request.Features with { StartTimestamps = eval.File == "start_timestamps" } }, pushing, ct);
            });
        }

        all.Sum(static source => source.Answered).ShouldBeGreaterThan(90, "the store must have answered");
    }

    [Theory]
    [InlineData("sum by (job) (rate(requests_total[5m]))")]
    [InlineData("avg without (instance) (increase(requests_total[10m] offset 3m))")]
    [InlineData("max(irate(requests_total[5m]))")]
    [InlineData("count by (job) (requests_total{instance=~\"i[0-4]\"})")]
    [InlineData("sum by (job, none) (requests_total{instance!~\"i[0-4]\",job!=\"c\"}) / 2")]
    public async Task Vault_asks_the_store_where_much_would_have_to_be_read(string query)
    {
        var tenant = "t" + Guid.NewGuid().ToString("n");
        await using var vault = new VaultProcess(_client, pushDownFrom: 700);
        for (var i = 0; i < 16; i++)
            await vault.WriteAsync(tenant, "requests_total", [new("instance", $"i{i / 2}"), new("job", i % 2 == 0 ? "a" : "b")], Samples(seed: i));

        var request = new PromQlRequest { Query = query, StartMs = Start + 1_200_000, EndMs = Start + 3_600_000, StepMs = 60_000, Explain = true, PushDown = true };
        var pushed = await _promQl.ExecuteAsync(request, vault.Vault.Source(tenant), CancellationToken.None);
        var read = await _promQl.ExecuteAsync(request with { PushDown = false }, vault.Vault.Source(tenant), CancellationToken.None);
        Reads(pushed.Plan!).ShouldBe([true]);
        Reads(read.Plan!).ShouldBe([false]);
        var (expected, actual) = (Rows(read.Value), Rows(pushed.Value));
        actual.Keys.ShouldBe(expected.Keys, ignoreOrder: true);
        expected.ShouldNotBeEmpty();
        foreach (var (labels, samples) in expected)
        {
            actual[labels].Times.ShouldBe(samples.Times);
            for (var i = 0; i < samples.Values.Length; i++)
                actual[labels].Values[i].ShouldBe(samples.Values[i], Math.Abs(samples.Values[i]) * 1e-12);
        }

        // A shorter window has fewer samples than it takes.
        var few = await _promQl.ExecuteAsync(request with { StartMs = Start + 1_200_000, EndMs = Start + 1_200_000, StepMs = 0 }, vault.Vault.Source(tenant), CancellationToken.None);
        Reads(few.Plan!).ShouldBe([false]);
    }

    static readonly long Start = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 3_600_000 * 3_600_000 - 4 * 3_600_000;

    static IEnumerable<(long TimeMs, double Value)> Samples(int seed)
    {
        var (random, value) = (new Random(seed), 0.0);
        for (var i = 0; i < 240; i++)
        {
            value = random.Next(60) == 0 ? 0 : value + random.Next(100);
            if (random.Next(20) > 0)
                yield return (Start + i * 15_000 + random.Next(5), i == 100 ? BitConverter.Int64BitsToDouble(SampleBuffer.StaleBits) : value);
        }
    }

    static IEnumerable<bool> Reads(ExplainPlan plan) => plan.Children.SelectMany(Reads).Concat(plan.Reads is { Cost: { } cost } ? [cost.Aggregated] : []);

    static Dictionary<string, MatrixSeries> Rows(QueryValue value) => value.ShouldBeOfType<MatrixValue>().Series.ToDictionary(static s => s.Labels.ToString()!);

    [GeneratedRegex(@"\b(sum|avg|min|max|count|group)\b")]
    private static partial Regex AggregationRegex();
}

using Almagest.ClickHouse.Http;
using Almagest.Query.PromQL.Sources;
using Almagest.Scenarios.Fixtures;

namespace Almagest.Scenarios.Metrics;

/// <summary>What the store's index lets through besides what was asked for: rows that share a granule with it.</summary>
[Collection(EngineCollection.Name)]
public sealed class FetchNeighbourScenarios(EngineFixture engine) : VaultScenario(engine)
{
    const long Hour = 3_600_000;

    static readonly long Start = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / Hour * Hour - 5 * Hour;

    [Theory]
    [InlineData(1500, 0, 2)] // So many that the store looks at no row.
    [InlineData(1500, 1, 1)]
    [InlineData(40, 0, 2)] // All of a small metric.
    [InlineData(40, 1, 1)]
    public async Task Other_tenants_metrics_and_hours_are_not_in_the_answer(int series, int firstHour, int hours)
    {
        string[] tenants = [Tenant + "a", Tenant + "b", Tenant + "c"];
        await using (var writing = new VaultProcess(Client))
        {
            foreach (var tenant in tenants)
            {
                foreach (var metric in new[] { "down", "up", "uptime" })
                    await writing.WriteManyAsync(tenant, metric, series, one => Samples(tenant, metric, one));
                await writing.SealAllAsync(tenant);
            }
        }

        // In one part they share granules.
        await Client.ExecuteAsync(new Statement("OPTIMIZE TABLE chunks FINAL"), CancellationToken.None);
        await using var vault = new VaultProcess(Client);
        await vault.Loader.LoadAsync(CancellationToken.None);
        var (from, to) = (Start + firstHour * Hour, Start + (firstHour + hours) * Hour - 1);

        foreach (var tenant in tenants)
        {
            foreach (var metric in new[] { "down", "up", "uptime" })
            {
                var found = await vault.Vault.Source(tenant).SelectAsync(new SeriesSelection([new(MatchKind.Equal, "__name__", metric)], from, to), CancellationToken.None);
                found.Count.ShouldBe(series);
                for (var i = 0; i < series; i++)
                    Read(found[i]).ShouldBe(Samples(tenant, metric, i).Where(s => s.TimeMs >= from && s.TimeMs <= to), $"{tenant} {metric} {i}");
            }
        }
    }

    [Fact]
    public async Task A_few_series_of_a_metric_come_without_the_others()
    {
        await using (var writing = new VaultProcess(Client))
        {
            await writing.WriteManyAsync(Tenant, "up", 500, one => Samples(Tenant, "up", one));
            await writing.SealAllAsync(Tenant);
        }

        await using var vault = new VaultProcess(Client);
        await vault.Loader.LoadAsync(CancellationToken.None);
        LabelMatcher[] matchers = [new(MatchKind.Equal, "__name__", "up"), new(MatchKind.Regex, "instance", "i0007|i0300")];
        var cost = new SelectionCost();
        var found = await vault.Vault.Source(Tenant).SelectAsync(new SeriesSelection(matchers, Start + Hour, Start + 2 * Hour - 1) { Cost = cost }, CancellationToken.None);

        found.Select(static s => s.Labels["instance"]).ShouldBe(["i0007", "i0300"]);
        Read(found[1]).ShouldBe(Samples(Tenant, "up", 300).Where(static s => s.TimeMs >= Start + Hour));
        cost.ChunksFetched.ShouldBe(2);
    }

    static IEnumerable<(long, double)> Read(ISeries series)
    {
        var read = new SampleBuffer();
        series.Read(read);
        return read.Times.ToArray().Zip(read.Values.ToArray());
    }

    static (long TimeMs, double Value)[] Samples(string tenant, string metric, int series) =>
        [.. Enumerable.Range(0, 8).Select(i => (Start + i * Hour / 4 + 1000, (double)((tenant[^1] * 1000 + metric.Length * 100 + i) * 10_000 + series)))];
}

using Almagest.ClickHouse.Http;
using Almagest.Query.PromQL.Engine;
using Almagest.Query.PromQL.Sources;
using Almagest.Scenarios.Fixtures;
using Almagest.Telemetry.Writing;

namespace Almagest.Scenarios.Metrics;

[Collection(EngineCollection.Name)]
public sealed class MetricVaultScenarios(EngineFixture engine) : VaultScenario(engine)
{
    const long Hour = 3_600_000;

    // A whole hour in the recent past, so that no retention removes it.
    static readonly long Start = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / Hour * Hour - 5 * Hour;

    [Fact]
    public async Task Samples_are_read_back_as_soon_as_they_are_acknowledged()
    {
        await using var vault = new VaultProcess(Client);
        await vault.WriteAsync(Tenant, "up", "a", Samples(Start, 100));
        (await vault.ReadAsync(Tenant, "up", Start, Start + Hour)).ShouldBe(Samples(Start, 100));
        (await vault.ReadAsync(Tenant, "up", Start + 15_000, Start + 30_000)).ShouldBe(Samples(Start, 100)[1..3]);
        (await vault.ReadAsync("another", "up", Start, Start + Hour)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Sealed_hours_are_read_back_from_memory_and_from_the_store()
    {
        await using var vault = new VaultProcess(Client);
        await vault.WriteAsync(Tenant, "up", "a", Samples(Start, 600));
        await vault.SealAllAsync(Tenant);
        (await vault.ReadAsync(Tenant, "up", Start, Start + 3 * Hour)).ShouldBe(Samples(Start, 600));
        vault.Cache.Bytes.ShouldBeGreaterThan(0);
        (await CountAsync("chunks")).ShouldBe(3);

        await using var restarted = new VaultProcess(Client);
        (await restarted.Loader.LoadAsync(CancellationToken.None)).ShouldBeGreaterThanOrEqualTo(0);
        (await restarted.ReadAsync(Tenant, "up", Start, Start + 3 * Hour)).ShouldBe(Samples(Start, 600));
        (await restarted.ReadAsync(Tenant, "up", Start + Hour, Start + Hour)).ShouldBe(Samples(Start, 600)[240..241]);
    }

    [Fact]
    public async Task Unsealed_samples_are_in_memory_again_after_a_restart()
    {
        await using (var vault = new VaultProcess(Client))
        {
            await vault.WriteAsync(Tenant, "up", "a", Samples(Start, 300));
            await vault.Sealer.SealAsync(vault.Vault.Tenant(Tenant), [(int)(Start / Hour)], CancellationToken.None);
        }

        await using var restarted = new VaultProcess(Client);
        (await restarted.Loader.LoadAsync(CancellationToken.None)).ShouldBeGreaterThanOrEqualTo(60);
        (await restarted.ReadAsync(Tenant, "up", Start, Start + 3 * Hour)).ShouldBe(Samples(Start, 300));
    }

    [Fact]
    public async Task Newest_sample_is_found_in_memory_and_in_the_store()
    {
        var id = SeriesIdentity.Compute("up", [new("instance", "a")]);
        var newest = Samples(Start, 600)[^1];
        await using (var vault = new VaultProcess(Client))
        {
            await vault.WriteAsync(Tenant, "up", "a", Samples(Start, 600));
            vault.Last.TryFind(Tenant, id, out var inMemory).ShouldBeTrue();
            (inMemory!.TimeMs, inMemory.Value).ShouldBe(newest);
            await vault.SealAllAsync(Tenant);
        }

        await using var restarted = new VaultProcess(Client);
        await restarted.Loader.LoadAsync(CancellationToken.None);
        restarted.Last.TryFind(Tenant, id, out _).ShouldBeFalse();
        var stored = (await restarted.Last.LoadAsync(Tenant, [id, 7], CancellationToken.None));
        (stored[id]!.TimeMs, stored[id]!.Value).ShouldBe(newest);
        stored[7].ShouldBeNull();
        restarted.Last.TryFind(Tenant, 7, out var none).ShouldBeTrue();
        none.ShouldBeNull();
    }

    [Fact]
    public async Task Late_samples_find_their_place_in_a_sealed_hour()
    {
        await using var vault = new VaultProcess(Client);
        var all = Samples(Start, 240);
        await vault.WriteAsync(Tenant, "up", "a", all.Where((_, i) => i % 3 != 0));
        await vault.SealAllAsync(Tenant);
        await vault.WriteAsync(Tenant, "up", "a", all.Where((_, i) => i % 3 == 0).Reverse());
        (await vault.ReadAsync(Tenant, "up", Start, Start + Hour)).ShouldBe(all);
        await vault.SealAllAsync(Tenant);
        (await vault.ReadAsync(Tenant, "up", Start, Start + Hour)).ShouldBe(all);

        await using var restarted = new VaultProcess(Client);
        await restarted.Loader.LoadAsync(CancellationToken.None);
        (await restarted.ReadAsync(Tenant, "up", Start, Start + Hour)).ShouldBe(all);
    }

    [Theory]
    [InlineData(256L << 20, 0)]
    [InlineData(0, 4)]
    public async Task Sealed_chunks_are_in_memory_before_somebody_asks(long warmUpBytes, int fetched)
    {
        var all = Samples(Start, 700);
        await using (var vault = new VaultProcess(Client))
        {
            // An hour that is sealed twice, one without samples, and one more.
            await vault.WriteAsync(Tenant, "up", "a", all[..240].Where((_, i) => i % 3 != 0));
            await vault.SealAllAsync(Tenant);
            await vault.WriteAsync(Tenant, "up", "a", all[..240].Where((_, i) => i % 3 == 0));
            await vault.WriteAsync(Tenant, "up", "a", all[480..]);
            await vault.WriteAsync(Tenant, "down", "a", all[240..480]);
            await vault.SealAllAsync(Tenant);
        }

        await using var restarted = new VaultProcess(Client);
        await restarted.Loader.LoadAsync(CancellationToken.None);
        var warmed = await restarted.Warmer(warmUpBytes).WarmAsync(CancellationToken.None);
        warmed.ShouldBe(restarted.Cache.Bytes);
        var cost = new SelectionCost();
        var found = await restarted.Vault.Source(Tenant).SelectAsync(
            new SeriesSelection([new(MatchKind.NotEqual, "__name__", "")], Start, Start + 3 * Hour) { Cost = cost }, CancellationToken.None);
        cost.ChunksFetched.ShouldBe(fetched);
        found.Count.ShouldBe(2);
        (await restarted.ReadAsync(Tenant, "up", Start, Start + 3 * Hour)).ShouldBe([.. all[..240], .. all[480..]]);
        (await restarted.ReadAsync(Tenant, "down", Start, Start + 3 * Hour)).ShouldBe(all[240..480]);
    }

    [Fact]
    public async Task Samples_that_a_restart_loads_again_are_not_sealed_twice()
    {
        await using (var vault = new VaultProcess(Client))
        {
            await vault.WriteAsync(Tenant, "up", "a", Samples(Start, 200));
            await vault.SealAllAsync(Tenant);
        }

        await using (var restarted = new VaultProcess(Client))
        {
            (await restarted.Loader.LoadAsync(CancellationToken.None)).ShouldBeGreaterThanOrEqualTo(200, "they were stored just before the sealing");
            await restarted.SealAllAsync(Tenant);
            (await CountAsync("chunks")).ShouldBe(1);
            (await restarted.ReadAsync(Tenant, "up", Start, Start + Hour)).ShouldBe(Samples(Start, 200));
            await restarted.WriteAsync(Tenant, "up", "a", Samples(Start, 240)[200..]);
        }

        await using var again = new VaultProcess(Client);
        await again.Loader.LoadAsync(CancellationToken.None);
        await again.SealAllAsync(Tenant);
        (await CountAsync("chunks")).ShouldBe(2);
        (await SumAsync("chunks", "samples")).ShouldBe(240);
        (await again.ReadAsync(Tenant, "up", Start, Start + Hour)).ShouldBe(Samples(Start, 240));
    }

    [Fact]
    public async Task Of_two_samples_with_one_time_the_first_counts()
    {
        await using var vault = new VaultProcess(Client);
        await vault.WriteAsync(Tenant, "up", "a", [(Start, 1), (Start + 1, 2), (Start, 3), (Start + 1, 4)]);
        (await vault.ReadAsync(Tenant, "up", Start, Start + Hour)).ShouldBe([(Start, 1), (Start + 1, 2)]);
    }

    [Fact]
    public async Task A_cache_too_small_for_a_query_still_answers_it()
    {
        await using (var vault = new VaultProcess(Client))
        {
            for (var i = 0; i < 50; i++)
                await vault.WriteAsync(Tenant, $"m{i}", "a", Noise(Start, 240, seed: i));
            await vault.SealAllAsync(Tenant);
        }

        await using var restarted = new VaultProcess(Client, cacheBytes: 16 << 10);
        await restarted.Loader.LoadAsync(CancellationToken.None);
        for (var i = 0; i < 50; i++)
        {
            (await restarted.ReadAsync(Tenant, $"m{i}", Start, Start + Hour)).ShouldBe(Noise(Start, 240, seed: i));
            restarted.Cache.Trim(restarted.Vault.Tenants);
            restarted.Cache.Bytes.ShouldBeLessThanOrEqualTo(16 << 10);
        }
    }

    [Fact]
    public async Task A_query_that_would_fetch_too_much_is_refused_and_a_smaller_one_is_answered()
    {
        await using (var vault = new VaultProcess(Client))
        {
            await vault.WriteAsync(Tenant, "many", "a", Noise(Start, 240, seed: 1));
            await vault.WriteAsync(Tenant, "few", "a", [(Start, 1), (Start + 15_000, 2)]);
            await vault.SealAllAsync(Tenant);
        }

        await using var restarted = new VaultProcess(Client, queryBytes: 200);
        await restarted.Loader.LoadAsync(CancellationToken.None);
        var refused = await Should.ThrowAsync<PromQlException>(() => restarted.ReadAsync(Tenant, "many", Start, Start + Hour));
        refused.Message.ShouldStartWith("query processing would load too many samples into memory in query execution");
        (await restarted.ReadAsync(Tenant, "few", Start, Start + Hour)).ShouldBe([(Start, 1), (Start + 15_000, 2)]);
    }

    [Fact]
    public async Task Queries_see_every_sample_while_hours_are_sealed()
    {
        await using var vault = new VaultProcess(Client, cacheBytes: 1);
        var all = Samples(Start, 240);
        var written = 0;
        using var done = new CancellationTokenSource();
        var sealing = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                await vault.SealAllAsync(Tenant);
                vault.Cache.Trim(vault.Vault.Tenants);
            }
        });
        foreach (var part in all.Chunk(8))
        {
            await vault.WriteAsync(Tenant, "up", "a", part);
            written += part.Length;
            (await vault.ReadAsync(Tenant, "up", Start, Start + Hour)).ShouldBe(all[..written]);
        }

        await done.CancelAsync();
        await sealing;
    }

    [Fact]
    public async Task Catalog_tells_labels_values_and_metadata()
    {
        await using var vault = new VaultProcess(Client);
        await vault.WriteAsync(Tenant, "up", "a", Samples(Start, 1));
        await vault.WriteAsync(Tenant, "up", "b", Samples(Start + Hour, 1));
        var catalog = vault.Vault.Catalog(Tenant);
        catalog.LabelNames([], Start, Start + Hour).ShouldBe(["__name__", "instance"]);
        catalog.LabelValues("instance", [], Start, Start + Hour).ShouldBe(["a", "b"]);
        catalog.LabelValues("instance", [], Start + Hour, Start + Hour).ShouldBe(["b"]);
        catalog.Metadata["up"].Type.ShouldBe("counter");
        catalog.Metadata["up"].Help.ShouldBe("a test");
    }

    Task<long> CountAsync(string table) => ScalarAsync(table, "count()");

    Task<long> SumAsync(string table, string column) => ScalarAsync(table, $"sum({column})");

    async Task<long> ScalarAsync(string table, string expression) => await Client.ScalarAsync<long>(
        new Statement($"SELECT {expression} FROM {table} WHERE tenant = {{tenant:String}}") { ReadOnly = true }.With("tenant", Tenant), CancellationToken.None);

    static (long TimeMs, double Value)[] Samples(long start, int count) => [.. Enumerable.Range(0, count).Select(i => (start + i * 15_000L, i * 1.5))];

    static (long TimeMs, double Value)[] Noise(long start, int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => (start + i * 15_000L, random.NextDouble()))];
    }
}

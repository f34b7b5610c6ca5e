using Almagest.Query.PromQL.Sources;
using Almagest.Scenarios.Fixtures;

namespace Almagest.Scenarios.Metrics;

[Collection(EngineCollection.Name)]
public sealed class BegunFetchScenarios(EngineFixture engine) : VaultScenario(engine)
{
    const long Hour = 3_600_000;
    const int Series = 16;

    static readonly long Start = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / Hour * Hour - 5 * Hour;

    [Theory]
    [InlineData("")] // Memory has nothing.
    [InlineData("0|2|4|6|8|10|12|14")] // The series that are looked at lack the second hour only, the others both.
    [InlineData("1|3|5|7|9|11|13|15")] // Those lack both, the others the second only.
    [InlineData("0|1|2|3|4|5|6|7|8|9|10|11|12|13|14|15")] // All lack the second only.
    public async Task Series_are_complete_whatever_memory_has_of_their_hours(string inMemory)
    {
        await using (var writing = new VaultProcess(Client))
        {
            for (var i = 0; i < Series; i++)
                await writing.WriteAsync(Tenant, "up", Name(i), Samples(i));
            await writing.SealAllAsync(Tenant);
        }

        await using var vault = new VaultProcess(Client);
        await vault.Loader.LoadAsync(CancellationToken.None);
        foreach (var one in inMemory.Split('|', StringSplitOptions.RemoveEmptyEntries))
            (await SelectAsync(vault, Start + Hour - 1, new LabelMatcher(MatchKind.Equal, "instance", Name(int.Parse(one, System.Globalization.CultureInfo.InvariantCulture))))).Count.ShouldBe(1);

        var found = await SelectAsync(vault, Start + 2 * Hour - 1);

        found.Count.ShouldBe(Series);
        for (var i = 0; i < Series; i++)
        {
            found[i].Labels["instance"].ShouldBe(Name(i));
            var read = new SampleBuffer();
            found[i].Read(read);
            read.Times.ToArray().Zip(read.Values.ToArray()).ShouldBe(Samples(i));
        }
    }

    async Task<IReadOnlyList<ISeries>> SelectAsync(VaultProcess vault, long toMs, params LabelMatcher[] more) =>
        await vault.Vault.Source(Tenant).SelectAsync(new SeriesSelection([new(MatchKind.Equal, "__name__", "up"), .. more], Start, toMs), CancellationToken.None);

    static string Name(int series) => $"i{series:00}";

    static (long TimeMs, double Value)[] Samples(int series) => [.. Enumerable.Range(0, 2 * 240).Select(i => (Start + i * 15_000L, (double)(i * (series + 1))))];
}

using Almagest.Scenarios.Fixtures;

namespace Almagest.Scenarios.Engine;

[Collection(EngineCollection.Name)]
public sealed class BackupScenarios(EngineFixture engine)
{
    [Fact]
    public async Task Table_is_backed_up_into_the_folder_and_restored()
    {
        var caller = engine.Caller;
        await caller.RunAsync("CREATE TABLE saved (n UInt32) ENGINE = MergeTree ORDER BY n");
        await caller.RunAsync("INSERT INTO saved SELECT number FROM numbers(1000)");

        await caller.RunAsync("BACKUP TABLE saved TO File('first')");
        await caller.RunAsync("DROP TABLE saved SYNC");
        await caller.RunAsync("RESTORE TABLE saved FROM File('first')");

        (await caller.RunAsync("SELECT sum(n) FROM saved")).ShouldBe("499500");
        Directory.Exists(Path.Combine(engine.Folder, "backups", "first")).ShouldBeTrue();
        await caller.RunAsync("DROP TABLE saved SYNC");
    }
}

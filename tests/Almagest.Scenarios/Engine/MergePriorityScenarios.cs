using Almagest.Scenarios.Fixtures;

namespace Almagest.Scenarios.Engine;

[Collection(EngineCollection.Name)]
public sealed class MergePriorityScenarios(EngineFixture engine)
{
    [Fact]
    public async Task Only_threads_of_merges_step_back()
    {
        await engine.Caller.RunAsync("CREATE TABLE merge_priority (n UInt64) ORDER BY n");
        await Wait.UntilAsync(() => Threads("MergeMutate").Count > 0 && Threads("MergeMutate").TrueForAll(static nice => nice == 10));
        Threads("HTTPHandler").ShouldAllBe(static nice => nice == 0);
        await engine.Caller.RunAsync("INSERT INTO merge_priority SELECT number FROM numbers(1000)");
        await engine.Caller.RunAsync("INSERT INTO merge_priority SELECT number FROM numbers(1000)");
        await engine.Caller.RunAsync("OPTIMIZE TABLE merge_priority FINAL");
        (await engine.Caller.RunAsync("SELECT count() FROM system.parts WHERE table = 'merge_priority' AND active")).ShouldBe("1");
        Threads("MergeMutate").ShouldAllBe(static nice => nice == 10);
    }

    /// <summary>How nice the engine's threads of this name are (proc(5): field 19 of stat, the 17th after the name).</summary>
    List<int> Threads(string name) =>
    [
        .. from folder in Directory.EnumerateDirectories($"/proc/{engine.Supervisor.Status.ProcessId}/task")
           let stat = Stat(folder)
           where stat.Length > 0 && stat[(stat.IndexOf('(', StringComparison.Ordinal) + 1)..stat.LastIndexOf(')')] == name
           select int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[16], System.Globalization.CultureInfo.InvariantCulture),
    ];

    static string Stat(string folder)
    {
        try
        {
            return File.ReadAllText($"{folder}/stat");
        }
        catch (IOException)
        {
            return ""; // The thread has ended.
        }
    }
}

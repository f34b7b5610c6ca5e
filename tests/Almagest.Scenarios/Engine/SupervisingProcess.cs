using Almagest.Scenarios.Fixtures;

namespace Almagest.Scenarios.Engine;

/// <summary>A process that does nothing but supervise an engine, for tests that kill it.</summary>
static class SupervisingProcess
{
    public static OwnProcess Start(string folder) => OwnProcess.Start("supervise", folder);

    public static async Task<int> RunAsync(string folder)
    {
        var supervisor = EngineFixture.NewSupervisor(folder);
        await supervisor.StartAsync(default);
        var address = await supervisor.GetAddressAsync(default);
        Console.WriteLine($"{supervisor.Status.ProcessId} {address.Url} {address.Secret} {address.Writer.Password}");
        Console.ReadLine();
        await supervisor.DisposeAsync();
        return 0;
    }
}

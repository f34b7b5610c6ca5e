using Almagest.Scenarios.Fixtures;

namespace Almagest.Scenarios.Live;

/// <summary>One server, shared by the scenarios of a class; each names services of its own.</summary>
public sealed class LiveFixture : IAsyncLifetime, IDisposable
{
    readonly TemporaryFolder _folder = new();

    public HttpClient Http { get; } = new();

    public ServerProcess Server { get; private set; } = null!;

    public async Task InitializeAsync() => Server = await ServerProcess.StartAsync(_folder.Path);

    Task IAsyncLifetime.DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        Server.Dispose();
        Http.Dispose();
        _folder.Dispose();
    }
}

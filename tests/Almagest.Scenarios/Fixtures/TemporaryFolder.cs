namespace Almagest.Scenarios.Fixtures;

/// <summary>A new folder, deleted with all it holds.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("almagest-").FullName;

    public void Dispose()
    {
        using var pause = new ManualResetEventSlim();
        for (var tries = 0; Directory.Exists(Path); tries++)
        {
            try
            {
                Directory.Delete(Path, recursive: true);
            }
            catch (IOException) when (tries < 200)
            {
                // A process that was just killed, or its child, still writes there.
                pause.Wait(50);
            }
        }
    }
}

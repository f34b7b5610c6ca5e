namespace Almagest.Scenarios.Fixtures;

/// <summary>A new folder, deleted with all it holds.</summary>
public sealed class TemporaryFolder : IDisposable
{
    const int MostTries = 200;

    public string Path { get; } = Directory.CreateTempSubdirectory("almagest-").FullName;

    public void Dispose()
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                Directory.Delete(Path, recursive: true);
                return;
            }
            catch (IOException) when (tries < MostTries)
            {
                // The engine of a server that was killed ends by itself a moment later, and may write until then.
                SpinWait.SpinUntil(static () => false, 50);
            }
        }
    }
}

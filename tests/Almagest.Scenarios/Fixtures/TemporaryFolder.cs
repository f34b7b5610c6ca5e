namespace Almagest.Scenarios.Fixtures;

/// <summary>A new folder, deleted with all it holds.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("almagest-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

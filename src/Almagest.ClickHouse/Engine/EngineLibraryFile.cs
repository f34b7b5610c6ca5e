using System.Runtime.InteropServices;

namespace Almagest.ClickHouse.Engine;

/// <summary>Finds the engine library: the file named by <c>ALMAGEST_ENGINE_LIBRARY</c>, else <c>libchdb.so</c> beside the program.</summary>
public static class EngineLibraryFile
{
    /// <summary>The environment variable that names another library.</summary>
    public const string Variable = "ALMAGEST_ENGINE_LIBRARY";

    const string Name = "libchdb.so";

    /// <summary>The full path of the library.</summary>
    /// <exception cref="EngineStartException">There is none.</exception>
    public static string Find(string? explicitPath = null)
    {
        if ((explicitPath ?? Environment.GetEnvironmentVariable(Variable)) is { Length: > 0 } named)
            return File.Exists(named)
                ? Path.GetFullPath(named)
                : throw Missing($"{Variable} names \"{named}\", which does not exist");
        var beside = Path.Combine(AppContext.BaseDirectory, Name);
        if (File.Exists(beside))
            return beside;
        throw Missing(OperatingSystem.IsWindows() || RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal)
            ? $"there is no embedded engine for \"{RuntimeInformation.RuntimeIdentifier}\""
            : $"\"{beside}\" is missing");
    }

    static EngineStartException Missing(string why) => new(EngineStartFailure.NoLibrary,
        $"{why}: use a ClickHouse server with --store URL, or set {Variable} to the path of {Name}");
}

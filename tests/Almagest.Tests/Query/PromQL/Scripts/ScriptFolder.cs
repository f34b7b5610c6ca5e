using System.Collections.Concurrent;

namespace Almagest.Tests.Query.PromQL.Scripts;

/// <summary>Where the scripts are: the folder in ALMAGEST_PROMQL_SCRIPTS, else <c>data/promql/testdata</c> of the shared folder.</summary>
static class ScriptFolder
{
    static readonly ConcurrentDictionary<string, Lazy<PromScript>> Scripts = new(StringComparer.Ordinal);

    /// <summary>All scripts by name; empty when there is no folder.</summary>
    public static IReadOnlyList<string> Names => Folder is { } folder ? [.. Directory.EnumerateFiles(folder, "*.test").Select(Path.GetFileNameWithoutExtension).OfType<string>().Order(StringComparer.Ordinal)] : [];

    /// <summary>A script, read once.</summary>
    public static PromScript Get(string name)
    {
        var folder = Folder ?? throw new DirectoryNotFoundException("the PromQL scripts are missing: set ALMAGEST_SHARED to the folder that holds \"data\", or ALMAGEST_PROMQL_SCRIPTS to the scripts");
        return Scripts.GetOrAdd(name, key => new Lazy<PromScript>(() => PromScript.Read(Path.Combine(folder, key + ".test")))).Value;
    }

    static string? Folder
    {
        get
        {
            if (Environment.GetEnvironmentVariable("ALMAGEST_PROMQL_SCRIPTS") is { Length: > 0 } scripts)
                return scripts;
            var shared = Environment.GetEnvironmentVariable("ALMAGEST_SHARED");
            for (var folder = new DirectoryInfo(AppContext.BaseDirectory); string.IsNullOrEmpty(shared) && folder is not null; folder = folder.Parent)
                if (Directory.Exists(Path.Combine(folder.FullName, "shared", "data", "promql")))
                    shared = Path.Combine(folder.FullName, "shared");
            var found = Path.Combine(shared ?? "", "data", "promql", "testdata");
            return Directory.Exists(found) ? found : null;
        }
    }
}

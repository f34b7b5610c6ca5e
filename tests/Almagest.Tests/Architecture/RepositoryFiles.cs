namespace Almagest.Tests.Architecture;

/// <summary>The source tree the tests look at.</summary>
static class RepositoryFiles
{
    internal static string Root { get; } = FindRoot();

    internal static IEnumerable<string> Sources(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Where(static path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal)
                && !path.Contains("/node_modules/", StringComparison.Ordinal) && !path.Contains("/dist/", StringComparison.Ordinal)
                && !path.Contains("/generated/", StringComparison.Ordinal));

    static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Almagest.slnx")))
                return folder.FullName;
        }

        throw new InvalidOperationException("the tests do not run inside the repository");
    }
}

using Almagest.Server.Ingest.Files;

namespace Almagest.Tests.Ingest.Files;

public sealed class GlobPatternTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("almagest-glob-").FullName;

    public GlobPatternTests()
    {
        foreach (var file in (string[])["a.log", "b.log", "b.txt", "x/a.log", "x/y/c.log", "x/y/d.1"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_folder, file))!);
            File.WriteAllText(Path.Combine(_folder, file), "");
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("*.log", "a.log b.log")]
    [InlineData("a.log", "a.log")]
    [InlineData("missing.log", "")]
    [InlineData("missing/*.log", "")]
    [InlineData("**/*.log", "a.log b.log x/a.log x/y/c.log")]
    [InlineData("x/**/*.log", "x/a.log x/y/c.log")]
    [InlineData("{a,b}.{log,txt}", "a.log b.log b.txt")]
    [InlineData("[!a].*", "b.log b.txt")]
    [InlineData("x/y/?.[0-9]", "x/y/d.1")]
    [InlineData("*/a.log", "x/a.log")]
    public void Files_are_found(string pattern, string expected)
    {
        var found = GlobPattern.Find(Path.Combine(_folder, pattern)).ToList();
        string.Join(' ', found.Select(path => Path.GetRelativePath(_folder, path)).Order(StringComparer.Ordinal)).ShouldBe(expected);
        found.ShouldAllBe(path => GlobPattern.Matches(Path.Combine(_folder, pattern), path));
    }
}

namespace Almagest.Server.Ingest.Scrape.Configuration;

/// <summary>Paths with <c>*</c> in their last part.</summary>
static class FilePatterns
{
    internal static IReadOnlyList<string> Expand(string pattern)
    {
        var folder = Path.GetDirectoryName(pattern) is { Length: > 0 } named ? named : ".";
        var name = Path.GetFileName(pattern);
        if (!name.Contains('*', StringComparison.Ordinal))
            return File.Exists(pattern) ? [pattern] : [];
        return Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, name).Order(StringComparer.Ordinal)] : [];
    }
}

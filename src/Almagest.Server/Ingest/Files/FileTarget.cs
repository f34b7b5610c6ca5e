namespace Almagest.Server.Ingest.Files;

/// <summary>Files that are followed alike.</summary>
/// <param name="Job">Name of the scrape configuration.</param>
/// <param name="Pattern">Pattern of the paths.</param>
/// <param name="Exclude">Pattern of paths that are left out; empty for none.</param>
/// <param name="Labels">Labels of all lines, without <c>filename</c>.</param>
/// <param name="Pipeline">What happens to lines.</param>
sealed record FileTarget(string Job, string Pattern, string Exclude, IReadOnlyDictionary<string, string> Labels, FilePipeline Pipeline);

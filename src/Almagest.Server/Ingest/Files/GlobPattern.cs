using System.Text;
using System.Text.RegularExpressions;

namespace Almagest.Server.Ingest.Files;

/// <summary>
/// Patterns of paths as Promtail has them (https://github.com/bmatcuk/doublestar): <c>*</c> and <c>?</c> within a name, <c>**</c> over folders,
/// <c>[a-z]</c>, <c>{a,b}</c>.
/// </summary>
static class GlobPattern
{
    static readonly EnumerationOptions Entries = new() { IgnoreInaccessible = true, AttributesToSkip = 0, ReturnSpecialDirectories = false };

    /// <summary>The files that a pattern finds, by their full paths.</summary>
    internal static IEnumerable<string> Find(string pattern)
    {
        var full = Path.GetFullPath(pattern);
        return Walk("/", full.Split('/', StringSplitOptions.RemoveEmptyEntries)).Distinct();
    }

    /// <summary>Whether a path fits a pattern.</summary>
    internal static bool Matches(string pattern, string path) => Regex.IsMatch(path, $"^{ToRegex(Path.GetFullPath(pattern))}$", RegexOptions.NonBacktracking);

    static IEnumerable<string> Walk(string folder, ReadOnlyMemory<string> steps)
    {
        var step = steps.Span[0];
        var rest = steps[1..];
        if (step == "**")
        {
            // It stands for no folder too.
            var below = rest.Length == 0 ? Files(folder, "*") : Walk(folder, rest);
            return below.Concat(Folders(folder, "*").SelectMany(sub => Walk(sub, steps)));
        }

        if (rest.Length == 0)
            return Files(folder, step);
        return Folders(folder, step).SelectMany(sub => Walk(sub, rest));
    }

    static IEnumerable<string> Files(string folder, string step) =>
        HasWildcard(step) ? Named(Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*", Entries) : [], step)
        : File.Exists(Path.Combine(folder, step)) ? [Path.Combine(folder, step)] : [];

    static IEnumerable<string> Folders(string folder, string step) =>
        HasWildcard(step) ? Named(Directory.Exists(folder) ? Directory.EnumerateDirectories(folder, "*", Entries) : [], step)
        : Directory.Exists(Path.Combine(folder, step)) ? [Path.Combine(folder, step)] : [];

    static IEnumerable<string> Named(IEnumerable<string> paths, string step)
    {
        var regex = new Regex($"^{ToRegex(step)}$", RegexOptions.NonBacktracking);
        return paths.Where(path => regex.IsMatch(Path.GetFileName(path))).Order(StringComparer.Ordinal);
    }

    static bool HasWildcard(string step) => step.AsSpan().IndexOfAny("*?[{") >= 0;

    static string ToRegex(string pattern)
    {
        var regex = new StringBuilder();
        var braces = 0;
        for (var at = 0; at < pattern.Length; at++)
        {
            var c = pattern[at];
            if (c == '*' && at + 2 < pattern.Length && pattern[at + 1] == '*' && pattern[at + 2] == '/')
            {
                regex.Append("(?:[^/]*/)*");
                at += 2;
            }
            else if (c == '[' && pattern.IndexOf(']', at) is > 0 and var end)
            {
                var negated = pattern[at + 1] is '!' or '^';
                regex.Append(negated ? "[^" : "[").Append(pattern[(at + (negated ? 2 : 1))..end].Replace("\\", "\\\\", StringComparison.Ordinal)).Append(']');
                at = end;
            }
            else
            {
                braces += c == '{' ? 1 : c == '}' && braces > 0 ? -1 : 0;
                regex.Append(c switch
                {
                    '*' => "[^/]*",
                    '?' => "[^/]",
                    '{' => "(?:",
                    '}' => ")",
                    ',' when braces > 0 => "|",
                    _ => Regex.Escape(c.ToString()),
                });
            }
        }

        return regex.ToString();
    }
}

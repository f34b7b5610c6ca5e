using System.Globalization;

namespace Almagest.ClickHouse.Engine;

/// <summary>Memory of a process as Linux counts it.</summary>
/// <param name="ResidentBytes">All pages in memory, those of the library file included, which can be dropped at any time.</param>
/// <param name="AnonymousBytes">The part that is really its own: heap and stacks.</param>
public sealed record ProcessMemory(long ResidentBytes, long AnonymousBytes)
{
    /// <summary>Reads <c>/proc/PID/status</c>; null when the process is gone or there is no such file.</summary>
    internal static ProcessMemory? Read(int processId)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines($"/proc/{processId}/status");
        }
        catch (IOException)
        {
            return null;
        }
        return Field(lines, "VmRSS:") is { } resident && Field(lines, "RssAnon:") is { } anonymous ? new(resident, anonymous) : null;
    }

    static long? Field(string[] lines, string name)
    {
        var line = Array.Find(lines, l => l.StartsWith(name, StringComparison.Ordinal));
        var value = line?[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim();
        return long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var kibibytes) ? kibibytes * 1024 : null;
    }
}

using System.Diagnostics;

namespace Almagest.Scenarios.Fixtures;

/// <summary>Looks at processes by id, and ends those a test has started.</summary>
public static class Processes
{
    /// <summary>Whether it runs; one that has ended but was not yet collected by its parent does not.</summary>
    public static bool Exists(int id)
    {
        try
        {
            var state = File.ReadLines($"/proc/{id}/status").First(static l => l.StartsWith("State:", StringComparison.Ordinal));
            return !state.Contains('Z') && !state.Contains('X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    public static void Kill(int id)
    {
        using var process = Process.GetProcessById(id);
        process.Kill();
    }
}

using System.Globalization;

namespace Almagest.ClickHouse.Engine.Host;

/// <summary>
/// Gives the engine's merges what inserts and queries leave of the processors. Every thread may make itself nicer; the engine's own setting
/// (<c>os_threads_nice_value_merge_mutate</c>) does nothing without a capability that servers seldom have. Linux only: elsewhere nothing changes.
/// </summary>
static class MergePriority
{
    // A thread at 10 gets a tenth of what one at 0 gets beside it: merges go on under full load, slowly (man 7 sched).
    const int Nice = 10;
    const string ThreadName = "MergeMutate";

    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>Looks for the threads, which start with the first table, until all of the pool are there.</summary>
    public static async Task LowerAsync(int poolSize)
    {
        var pause = FirstPause;
        while (OperatingSystem.IsLinux() && Lower() < poolSize)
        {
            await Task.Delay(pause, CancellationToken.None).ConfigureAwait(false);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>How many threads of merges there are; all of them are lowered.</summary>
    static int Lower()
    {
        var found = 0;
        foreach (var folder in Directory.EnumerateDirectories("/proc/self/task"))
        {
            try
            {
                if (!File.ReadAllText(Path.Combine(folder, "comm")).StartsWith(ThreadName, StringComparison.Ordinal))
                    continue;
                _ = Libc.SetPriority(Libc.OfThread, int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture), Nice);
                found++;
            }
            catch (IOException)
            {
                // The thread has ended.
            }
        }

        return found;
    }
}

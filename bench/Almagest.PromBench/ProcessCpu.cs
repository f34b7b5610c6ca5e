using System.Globalization;

namespace Almagest.PromBench;

/// <summary>Processor time and memory of processes, as Linux counts them.</summary>
static class ProcessCpu
{
    const double TicksPerSecond = 100;

    /// <summary>User and system seconds of all threads so far, of several processes together.</summary>
    internal static double Seconds(IEnumerable<int> processes) => processes.Sum(static id =>
    {
        var text = File.ReadAllText($"/proc/{id}/stat");
        // The name in brackets may hold spaces; the fields behind it do not.
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    });

    /// <summary>Waits until background work such as merging is over: until a second and a half take less than a tenth of a processor.</summary>
    internal static async Task<double> SettledAsync(IReadOnlyList<int> processes, TimeSpan atMost, CancellationToken ct)
    {
        var until = TimeProvider.System.GetTimestamp();
        var before = Seconds(processes);
        while (TimeProvider.System.GetElapsedTime(until) < atMost)
        {
            await Task.Delay(1500, ct);
            var now = Seconds(processes);
            if (now - before < 0.15)
                return now;
            before = now;
        }

        return before;
    }

    /// <summary>Memory of its own, bytes, of several processes together.</summary>
    internal static long MemoryBytes(IEnumerable<int> processes) => processes.Sum(static id =>
        File.ReadLines($"/proc/{id}/status").Where(static l => l.StartsWith("RssAnon:", StringComparison.Ordinal)).Select(static l => long.Parse(l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024).Sum());
}

using System.Globalization;

namespace Almagest.Load;

/// <summary>CPU time and peak memory of a process, from /proc (Linux; proc(5)).</summary>
sealed record ProcessUsage(string Name, double CpuSeconds, double PeakMegaBytes)
{
    const double TicksPerSecond = 100; // USER_HZ is 100 on every Linux that runs .NET

    internal static ProcessUsage Read(string name, int pid)
    {
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var peak = File.ReadLines($"/proc/{pid}/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal));
        var kiloBytes = Number(peak.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
        return new(name, (Number(fields[11]) + Number(fields[12])) / TicksPerSecond, kiloBytes / 1024);
    }

    static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}

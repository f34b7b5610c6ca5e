using System.Globalization;

namespace Almagest.PromBench;

/// <summary>
/// The fleet at the pace of scrapes: a request of 2,000 series with one sample each at a time, evenly spread, as Prometheus' remote write sends them. Tells the processor time of
/// each of the receiver's processes a minute, so that what happens once, such as compiling code, can be told from what stays.
/// </summary>
/// <param name="http">Sends.</param>
/// <param name="url">Where to.</param>
/// <param name="intervalMs">Between two samples of a series.</param>
sealed class SteadyStream(HttpClient http, string url, int intervalMs)
{
    const int PerRequest = 2000;

    internal async Task RunAsync(string name, int seconds, int[] processes, CancellationToken ct)
    {
        var (series, sender) = (new Fleet().Series, new FleetLoad(http, new Uri(url), 1));
        var requests = series.Count / PerRequest;
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds((double)intervalMs / requests));
        var started = TimeProvider.System.GetTimestamp();
        var (sent, scrape, told, before) = (0L, 0, 0, Cpu(processes));
        while (TimeProvider.System.GetElapsedTime(started).TotalSeconds is var elapsed && elapsed < seconds)
        {
            for (var at = 0; at < requests && await pace.WaitForNextTickAsync(ct); at++)
            {
                var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
                await sender.SendAsync(FleetLoad.Body(series.Skip(at * PerRequest).Take(PerRequest), scrape, 1, (_, _) => now), ct);
                sent += PerRequest;
            }

            scrape++;
            if ((int)elapsed / 60 == told)
                continue;
            told = (int)elapsed / 60;
            before = Tell(name, sent, processes, before);
            sent = 0;
        }

        Tell(name, sent, processes, before);
    }

    static double[] Tell(string name, long sent, int[] processes, double[] before)
    {
        var now = Cpu(processes);
        var each = string.Join(" + ", now.Select((cpu, i) => ((cpu - before[i]) * 1e6 / Math.Max(sent, 1)).ToString("0.00", CultureInfo.InvariantCulture)));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {sent} samples, {each} = {(now.Sum() - before.Sum()) * 1e6 / Math.Max(sent, 1):0.00} µs of processor time each, {ProcessCpu.MemoryBytes(processes) >> 20} MiB"));
        return now;
    }

    static double[] Cpu(int[] processes) => [.. processes.Select(static p => ProcessCpu.Seconds([p]))];
}

using System.Diagnostics;
using System.Globalization;

namespace Almagest.PromBench;

/// <summary>
/// The same questions to several servers in turn, so that whatever else the machine does meets all of them: medians, and the ratios of the first
/// server to each other one.
/// </summary>
/// <param name="servers">The first is compared with each other one.</param>
/// <param name="rounds">How often each question is asked in each mode.</param>
sealed class QueryRace(IReadOnlyList<(string Name, Uri Url)> servers, int rounds)
{
    // nocache is VictoriaMetrics' word, which Almagest knows too; 2 is Almagest's own: not even compressed samples from memory.
    static readonly (string Name, string Ours, string Others)[] Modes =
        [("cold", "&nocache=2", "&nocache=1"), ("in memory", "&nocache=1", "&nocache=1"), ("repeated", "", "")];

    /// <summary>Prints a table a window, for names that begin with <paramref name="only"/>: a week when <paramref name="isLong"/>, else the windows of the fleet.</summary>
    internal async Task RunAsync(long endSeconds, bool isLong, (string Window, string Question, string Mode) only)
    {
        (string Name, double Hours, int Step)[] windows = isLong ? [("7 d, 1 h", 168, 3600)] : [("1 h, 15 s", 1, 15), ("6 h, 60 s", 6, 60), ("instant", 0, 0)];
        foreach (var (window, hours, step) in windows.Where(window => window.Name.StartsWith(only.Window, StringComparison.Ordinal)))
        {
            Console.WriteLine($"\n| {window} | mode | {string.Join(" | ", servers.Select(static s => s.Name + " ms"))} | {string.Join(" | ", servers.Skip(1).Select(static s => "ratio to " + s.Name))} |");
            Console.WriteLine($"| --- | --- |{string.Concat(Enumerable.Repeat(" --- |", servers.Count * 2 - 1))}");
            foreach (var (name, query) in (isLong ? FleetQueries.Long : FleetQueries.All).Where(question => question.Name.StartsWith(only.Question, StringComparison.Ordinal)))
            {
                foreach (var mode in Modes.Where(mode => mode.Name.StartsWith(only.Mode, StringComparison.Ordinal)))
                    Race($"{name} | {mode.Name}", FleetQueries.Path(query, endSeconds, (hours, step)), mode);
            }
        }

        if (!isLong && only is ("" or "clients", _, _))
            await ParallelAsync(endSeconds);
    }

    void Race(string title, string path, (string Name, string Ours, string Others) mode)
    {
        var connections = servers.Select(static s => new PlainHttp(s.Url)).ToList();
        var times = servers.Select(static _ => new List<double>()).ToList();
        for (var round = -2; round < rounds; round++)
        {
            foreach (var server in Order(round + 2))
            {
                var started = Stopwatch.GetTimestamp();
                connections[server].Get(path + (server == 0 ? mode.Ours : mode.Others));
                if (round >= 0)
                    times[server].Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
        }

        connections.ForEach(static c => c.Dispose());
        Print(title, [.. times.Select(Median)]);
    }

    // Each comes after each other one as often: who follows a server that works for long, and cleans up after its answer, waits for that, too.
    IEnumerable<int> Order(int round)
    {
        var order = Enumerable.Range(0, servers.Count).Select(turn => (round / 2 + turn) % servers.Count);
        return round % 2 == 0 ? order : order.Reverse();
    }

    /// <summary>Four clients at once, each waiting for its answers: milliseconds an answer, by turns of half a second a server.</summary>
    async Task ParallelAsync(long endSeconds)
    {
        const int Clients = 4;
        Console.WriteLine($"\n| {Clients} clients, in memory | window | {string.Join(" | ", servers.Select(static s => s.Name + " ms"))} | {string.Join(" | ", servers.Skip(1).Select(static s => "ratio to " + s.Name))} |");
        Console.WriteLine($"| --- | --- |{string.Concat(Enumerable.Repeat(" --- |", servers.Count * 2 - 1))}");
        foreach (var (index, hours, step) in ((int, double, int)[])[(0, 1, 15), (2, 1, 15), (2, 6, 60), (3, 1, 15), (8, 0, 0)])
        {
            var path = FleetQueries.Path(FleetQueries.All[index].Query, endSeconds, (hours, step)) + "&nocache=1";
            var times = servers.Select(static _ => new List<double>()).ToList();
            for (var round = 0; round < 3; round++)
            {
                for (var server = 0; server < servers.Count; server++)
                {
                    var url = servers[server].Url;
                    var lists = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Factory.StartNew(() => AskFor(url, path), TaskCreationOptions.LongRunning)));
                    times[server].AddRange(lists.SelectMany(static l => l));
                }
            }

            Print($"{FleetQueries.All[index].Name} | {(hours == 0 ? "instant" : hours + " h")}", [.. times.Select(Median)]);
        }
    }

    static List<double> AskFor(Uri url, string path)
    {
        using var connection = new PlainHttp(url);
        var times = new List<double>();
        for (var begun = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begun).TotalSeconds < 0.5;)
        {
            var started = Stopwatch.GetTimestamp();
            connection.Get(path);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return times;
    }

    static void Print(string title, double[] medians) =>
        Console.WriteLine($"| {title} | {string.Join(" | ", medians.Select(Text))} | {string.Join(" | ", medians.Skip(1).Select(m => Text(medians[0] / m)))} |");

    static double Median(List<double> times)
    {
        times.Sort();
        return times[times.Count / 2];
    }

    static string Text(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}

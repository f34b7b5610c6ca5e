using System.Globalization;
using System.Text.Json.Nodes;

namespace Almagest.TraceBench;

/// <summary>Waits until the store has merged what came in and computed the service graph, and tells the size on disk.</summary>
static class Settling
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    // Of a processor, by whatever else the engine does.
    const double Idle = 0.15;

    /// <param name="address">The server.</param>
    /// <param name="spans">How many are stored.</param>
    /// <param name="engineSeconds">CPU time the engine has taken: a merge may run for minutes before its result shows.</param>
    /// <param name="ct">Ends it.</param>
    internal static async Task WaitAsync(Uri address, long spans, Func<double> engineSeconds, CancellationToken ct)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address };
        var (until, last, same) = (TimeProvider.System.GetUtcNow() + Patience, (0L, 0L), 0);
        while (same < 4 && TimeProvider.System.GetUtcNow() < until)
        {
            var before = engineSeconds();
            await Task.Delay(TimeSpan.FromSeconds(3), ct);
            var engine = JsonNode.Parse(await http.GetStringAsync("api/vault/overview", ct))!["engine"]!;
            var now = ((long)engine["parts"]!, (long)engine["diskBytes"]!);
            same = Math.Abs(now.Item2 - last.Item2) < 2_000_000 && engineSeconds() - before < 3 * Idle ? same + 1 : 0;
            last = now;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| on disk, all tables of the store | {(double)last.Item2 / spans:0.0} bytes a span | {last.Item1} parts |"));
    }
}

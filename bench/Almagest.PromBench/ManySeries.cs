using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;

namespace Almagest.PromBench;

/// <summary>
/// Many active series: loads them by remote write, tells the memory the server holds for each, and how long questions about labels take.
/// The labels are those of a cluster: 100 metrics with 10 paths each on as many pods as are needed, 50 pods a node.
/// </summary>
sealed class ManySeries(HttpClient http, string server, int processId)
{
    const int Metrics = 100;
    const int Paths = 10;
    const int PodsPerNode = 50;
    const int PerRequest = 20_000;

    internal async Task LoadAsync(int series, int rounds, long endSeconds, CancellationToken ct)
    {
        var before = MemoryBytes();
        Console.WriteLine($"before: {before / 1e6:0} MB");
        for (var round = 0; round < rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            await SendRoundAsync(series, (endSeconds - (rounds - 1 - round) * 15) * 1000, round, ct);
            var took = Stopwatch.GetElapsedTime(started);
            var held = MemoryBytes();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"round {round + 1}: {took.TotalSeconds:0.0} s, {series / took.TotalSeconds:0} samples/s, {held / 1e6:0} MB, {(held - before) / (double)series:0} bytes/series"));
        }
    }

    /// <summary>Asks each question several times and prints the median in milliseconds.</summary>
    internal async Task AskAsync(CancellationToken ct)
    {
        foreach (var (name, path) in Questions)
        {
            var times = new List<double>();
            var bytes = 0;
            for (var i = 0; i < 9; i++)
            {
                var started = Stopwatch.GetTimestamp();
                var answer = await http.GetByteArrayAsync(new Uri(server + path), ct);
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                bytes = answer.Length;
            }

            times.Sort();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-44} {times[times.Count / 2],8:0.0} ms   first of nine {times[^1],8:0.0} ms at most, {bytes} bytes"));
        }
    }

    static (string Name, string Path)[] Questions =>
    [
        ("label names", "/api/v1/labels"),
        ("values of __name__", "/api/v1/label/__name__/values"),
        ("values of pod", "/api/v1/label/pod/values"),
        ("values of pod, limit 100", "/api/v1/label/pod/values?limit=100"),
        ("values of path of one metric", "/api/v1/label/path/values?match[]=m_042_total"),
        ("values of pod of one metric and path", "/api/v1/label/pod/values?match[]=m_042_total{path=\"/p3\"}"),
        ("label names of one metric", "/api/v1/labels?match[]=m_042_total"),
        ("series of one pod", "/api/v1/series?match[]={pod=\"pod-000007\"}"),
        ("series of one metric and pod", "/api/v1/series?match[]=m_042_total{pod=\"pod-000007\"}"),
        ("series by a regex over pods", "/api/v1/series?match[]=m_042_total{pod=~\"pod-00000[0-9]\",path=\"/p3\"}"),
        ("count of one metric", "/api/v1/query?query=count(m_042_total)"),
        ("cardinality explorer", "/api/vault/cardinality"),
        ("cardinality of one metric", "/api/vault/cardinality?match=m_042_total"),
        ("status/tsdb", "/api/v1/status/tsdb"),
    ];

    async Task SendRoundAsync(int series, long timeMs, int round, CancellationToken ct)
    {
        var body = new RemoteWriteBody();
        for (var i = 0; i < series; i++)
        {
            var (metric, path, pod) = (i % Metrics, i / Metrics % Paths, i / (Metrics * Paths));
            body.Add(
            [
                "__name__", $"m_{metric:000}_total", "cluster", "production-eu-1", "job", $"job-{metric % 10}", "namespace", $"team-{pod % 20}",
                "node", $"node-{pod / PodsPerNode:0000}", "path", $"/p{path}", "pod", $"pod-{pod:000000}",
            ],
            timeMs, round * 7 + i % 1000);
            if (body.Samples < PerRequest && i < series - 1)
                continue;
            await SendAsync(body, ct);
            body = new RemoteWriteBody();
        }
    }

    async Task SendAsync(RemoteWriteBody body, CancellationToken ct)
    {
        using var content = new ByteArrayContent(body.ToSnappy());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        content.Headers.ContentEncoding.Add("snappy");
        using var answer = await http.PostAsync(new Uri(server + "/api/v1/write"), content, ct);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(ct)}");
    }

    /// <summary>Memory of the server's process that is its own and not of files, as Linux tells it.</summary>
    long MemoryBytes() => File.ReadLines($"/proc/{processId}/status").Where(static l => l.StartsWith("RssAnon:", StringComparison.Ordinal))
        .Select(static l => long.Parse(l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024).Single();
}

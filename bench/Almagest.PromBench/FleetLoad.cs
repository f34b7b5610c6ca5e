using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;

namespace Almagest.PromBench;

/// <summary>
/// Sends series by remote write over several connections and tells what that cost the receiver. The connections keep together: Prometheus takes no
/// sample that is an hour older than its newest. Requests are made before their time is taken.
/// </summary>
/// <param name="http">Sends.</param>
/// <param name="url">Where to.</param>
/// <param name="connections">How many requests are under way at once.</param>
sealed class FleetLoad(HttpClient http, Uri url, int connections)
{
    readonly Stopwatch _sending = new();

    /// <summary>Samples acknowledged.</summary>
    internal long Samples { get; private set; }

    /// <summary>Time spent waiting for acknowledgements.</summary>
    internal TimeSpan Sending => _sending.Elapsed;

    /// <summary>Sends some scrapes, so many series with so many samples each a request.</summary>
    internal async Task SendAsync(IReadOnlyList<FleetSeries> all, (int First, int End) scrapes, (int Series, int PerSeries) request, Func<int, int, long> time, CancellationToken ct)
    {
        for (var scrape = scrapes.First; scrape < scrapes.End; scrape += request.PerSeries)
        {
            var count = Math.Min(request.PerSeries, scrapes.End - scrape);
            var bodies = new List<byte[]>();
            for (var at = 0; at < all.Count; at += request.Series)
                bodies.Add(Body(all.Skip(at).Take(request.Series), scrape, count, time));
            _sending.Start();
            await Parallel.ForEachAsync(bodies, new ParallelOptions { MaxDegreeOfParallelism = connections, CancellationToken = ct }, SendAsync);
            _sending.Stop();
            Samples += (long)all.Count * count;
        }
    }

    internal async ValueTask SendAsync(byte[] body, CancellationToken ct)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        content.Headers.ContentEncoding.Add("snappy");
        content.Headers.Add("X-Prometheus-Remote-Write-Version", "0.1.0");
        using var answer = await http.PostAsync(url, content, ct);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"{url} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(ct)}");
    }

    internal static byte[] Body(IEnumerable<FleetSeries> all, int first, int count, Func<int, int, long> time)
    {
        var (message, part, inner) = (new ProtoBytes(), new ProtoBytes(), new ProtoBytes());
        foreach (var series in all)
        {
            part.Clear();
            for (var i = 0; i < series.Labels.Length; i += 2)
            {
                inner.Clear();
                inner.Field(1, series.Labels[i]);
                inner.Field(2, series.Labels[i + 1]);
                part.Field(1, inner.Span);
            }

            for (var scrape = first; scrape < first + count; scrape++)
            {
                inner.Clear();
                inner.Varint(1 << 3 | 1);
                inner.Fixed(series.Next(scrape));
                inner.Varint(2 << 3);
                inner.Varint((ulong)time(series.Target, scrape));
                part.Field(2, inner.Span);
            }

            message.Field(1, part.Span);
        }

        return message.ToSnappy();
    }

    /// <summary>One row of the table.</summary>
    internal string Row(string name, double cpuSeconds) => string.Create(
        CultureInfo.InvariantCulture, $"| {name} | {Samples} | {Samples / Sending.TotalSeconds:0} | {cpuSeconds:0.00} | {cpuSeconds * 1e6 / Samples:0.000} |");
}

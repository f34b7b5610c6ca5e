using System.Net.Http.Headers;

namespace Almagest.PromBench.Exactness;

/// <summary>Sends all edge series, and those of the compliance queries, by remote write; scrapes are 10 s apart.</summary>
static class EdgeLoad
{
    internal const int IntervalMs = 10_000;

    /// <summary>Two hours, so that the data lie in three hours of the clock.</summary>
    internal const int Scrapes = 720;

    const int ScrapesPerRequest = 60;

    /// <summary>Sends everything to one server; gives the number of samples.</summary>
    internal static async Task<int> SendAsync(HttpClient http, string server, long startMs, CancellationToken ct)
    {
        var samples = 0;
        for (var from = 0; from < Scrapes; from += ScrapesPerRequest)
        {
            var (message, count) = Message(startMs, from);
            samples += count;
            using var content = new ByteArrayContent(SnappyBlock.Of(message));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
            content.Headers.ContentEncoding.Add("snappy");
            using var answer = await http.PostAsync(new Uri(server + "/api/v1/write"), content, ct);
            if (!answer.IsSuccessStatusCode)
                throw new InvalidOperationException($"{server}: {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(ct)}");
        }

        return samples;
    }

    static (byte[] Message, int Samples) Message(long startMs, int from)
    {
        var (request, samples) = (new ProtoBytes(), 0);
        foreach (var (labels, kept) in Blocks(startMs, from).OrderBy(static s => s.Labels, ByLabels))
        {
            // Prometheus lists series in the order in which it saw them first. Where that is the order of their labels sums are built as we build them.
            if (from == 0 && (kept.Count == 0 || kept[0].TimeMs > startMs + IntervalMs))
                kept.Insert(0, new EdgeSample(startMs - IntervalMs, EdgeFloats.Stale, null));
            samples += Write(request, labels, kept);
        }

        return (request.Written, samples);
    }

    static Comparer<string[]> ByLabels { get; } = Comparer<string[]>.Create(static (a, b) => a.AsSpan().SequenceCompareTo(b));

    static IEnumerable<(string[] Labels, List<EdgeSample> Samples)> Blocks(long startMs, int from)
    {
        var scrapes = Enumerable.Range(from, ScrapesPerRequest).ToList();
        foreach (var series in EdgeFloats.All.Concat(EdgeHistograms.All))
            yield return (Sorted(series.Labels), [.. scrapes.Select(i => series.At(startMs + (long)i * IntervalMs, i)).OfType<EdgeSample>()]);
        foreach (var series in scrapes.SelectMany(i => DemoMetrics.Scrape(startMs, i)).GroupBy(static s => string.Join('\n', Sorted(s.Labels))))
            yield return (Sorted(series.First().Labels), [.. series.Select(static s => new EdgeSample(s.TimeMs, s.Value, null))]);
    }

    static string[] Sorted(string[] labels) => [.. labels.Chunk(2).OrderBy(static l => l[0], StringComparer.Ordinal).SelectMany(static l => l)];

    static int Write(ProtoBytes request, string[] labels, List<EdgeSample> samples)
    {
        if (samples.Count == 0)
            return 0;
        var series = new ProtoBytes();
        foreach (var pair in labels.Chunk(2))
        {
            var label = new ProtoBytes();
            label.Text(1, pair[0]);
            label.Text(2, pair[1]);
            series.Bytes(1, label.Written);
        }

        foreach (var sample in samples)
        {
            var each = new ProtoBytes();
            if (sample.Histogram is { } histogram)
            {
                histogram.WriteTo(each, sample.TimeMs);
                series.Bytes(4, each.Written);
                continue;
            }

            each.Double(1, sample.Value);
            each.Varint(2, (ulong)sample.TimeMs);
            series.Bytes(2, each.Written);
        }

        request.Bytes(1, series.Written);
        return samples.Count;
    }
}

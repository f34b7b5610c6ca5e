using Almagest.Cli.Demo.Episodes;
using Almagest.Cli.Demo.Flows;
using Almagest.Cli.Otlp;

namespace Almagest.Cli.Demo;

/// <summary>What one pod has to send.</summary>
public sealed record PodBatch(OtlpResource Resource, IReadOnlyList<SpanItem> Spans, IReadOnlyList<LogItem> Logs, IReadOnlyList<MetricItem> Metrics);

/// <summary>The shop in simulated time: visitors arrive, work takes its time, pods export. Deterministic for a seed and a start.</summary>
public sealed class Simulation
{
    const ulong Second = 1_000_000_000;
    const ulong ExportInterval = 15 * Second;

    readonly World _world;
    readonly double _rate;
    readonly Episode[] _episodes = Episode.All();
    int _episode;

    /// <param name="seed">Chance of this run.</param>
    /// <param name="rate">Mean requests per second of visitors.</param>
    /// <param name="startUnixNano">Time of the first visitor.</param>
    public Simulation(int seed, double rate, ulong startUnixNano)
    {
        _rate = rate;
        _world = new(seed, startUnixNano);
        _world.Random.Shuffle(_episodes);
        _world.At(startUnixNano, () => Arrive(startUnixNano));
        _world.At(startUnixNano + ExportInterval, () => Export(startUnixNano + ExportInterval));
        Plan(startUnixNano + 90 * Second);
    }

    /// <summary>Episode going on, or null.</summary>
    public string? CurrentEpisode { get; private set; }

    /// <summary>Moves the clock on and takes what the pods have to send until then.</summary>
    public IReadOnlyList<PodBatch> AdvanceTo(ulong unixNano)
    {
        _world.RunUntil(unixNano);
        var batches = _world.Pods.Concat(_world.Retired).Where(pod => pod.Spans.Count + pod.Logs.Count + pod.Exports.Count > 0).Select(Take).ToArray();
        _world.Retired.RemoveAll(pod => pod.Drained);
        return batches;
    }

    static PodBatch Take(Pod pod)
    {
        var batch = new PodBatch(pod.Resource, [.. pod.Spans], [.. pod.Logs], [.. pod.Exports]);
        pod.Spans.Clear();
        pod.Logs.Clear();
        pod.Exports.Clear();
        return batch;
    }

    void Arrive(ulong now)
    {
        Visitors.Visit(_world, now);
        var hours = now / (3600.0 * Second) % 24;
        // A day's wave with its top at 20:00 UTC, and a slower ripple so that no two hours look alike.
        var wave = 1 + 0.4 * Math.Cos((hours - 20) / 24 * 2 * Math.PI) + 0.12 * Math.Sin(hours * 7.3);
        var gap = -Math.Log(1 - _world.Random.NextDouble()) / (_rate * wave);
        var next = now + (ulong)(gap * Second) + 1;
        _world.At(next, () => Arrive(next));
    }

    void Export(ulong now)
    {
        foreach (var pod in _world.Pods)
        {
            var memory = pod.MemoryBytes(now, _world.Random);
            pod.Metrics.Set(Instruments.Memory, memory);
            pod.Metrics.Set(Instruments.Cpu, 0.03 + _world.Random.NextDouble() * 0.1);
            pod.Metrics.Set(Instruments.Uptime, (now - pod.StartUnixNano) / 1e9);
            pod.Metrics.Set(Instruments.Threads, 12 + pod.Name.Length % 9);
            if (pod.Service.Name == "inventory")
                foreach (var category in (string[])["optics", "books", "tools"])
                    pod.Metrics.Set(Instruments.Stock, 400 + 300 * Math.Sin(now / (900.0 * Second) + category.Length), new Otlp.Attribute("category", category));
            pod.Exports.AddRange(pod.Metrics.Export(now));
        }
        _world.At(now + ExportInterval, () => Export(now + ExportInterval));
    }

    void Plan(ulong begin)
    {
        var episode = _episodes[_episode++ % _episodes.Length];
        var end = begin + (120 + (ulong)_world.Random.Next(90)) * Second;
        _world.At(begin, () =>
        {
            CurrentEpisode = episode.Kind;
            episode.Begin(_world, begin);
        });
        _world.At(end, () =>
        {
            CurrentEpisode = null;
            episode.End(_world, end);
            Plan(end + (100 + (ulong)_world.Random.Next(160)) * Second);
        });
    }
}

using Almagest.Cli.Otlp;

namespace Almagest.Cli.Demo;

/// <summary>The shop's machines, its chance and its calendar of things to happen. Not thread-safe; equal seeds and start times
/// give equal worlds.</summary>
sealed class World
{
    readonly PriorityQueue<Action, (ulong Time, long Order)> _calendar = new();
    readonly Dictionary<string, List<Pod>> _pods = [];
    readonly Random _ids;
    long _order;

    internal World(int seed, ulong startUnixNano)
    {
        Random = new(seed);
        // Ids also depend on the start: the same seed tomorrow must not extend today's traces.
        _ids = new(HashCode32(seed, startUnixNano));
        foreach (var service in ShopService.All) Deploy(service, "1.4.0", startUnixNano);
    }

    internal Random Random { get; }
    internal Conditions Conditions { get; } = new();
    internal IEnumerable<Pod> Pods => _pods.Values.SelectMany(pods => pods);

    /// <summary>Pods replaced by a deployment; they send what they still have.</summary>
    internal List<Pod> Retired { get; } = [];

    internal Pod Pick(string service) => _pods[service][Random.Next(_pods[service].Count)];

    internal void Deploy(ShopService service, string version, ulong now)
    {
        if (_pods.TryGetValue(service.Name, out var old)) old.ForEach(pod => Retire(pod, now));
        var replicaSet = _ids.Next(0x100000, 0xffffff).ToString("x", null);
        _pods[service.Name] =
            [.. Enumerable.Range(0, service.Pods).Select(i => new Pod(service, version, $"{service.Name}-{replicaSet}-{_ids.Next(0x1000, 0xffff):x}{i}", now))];
    }

    /// <summary>Ends the container of a pod and starts it again; what it had not sent stays with the old one.</summary>
    internal Pod Restart(Pod pod, ulong now)
    {
        var pods = _pods[pod.Service.Name];
        var at = pods.IndexOf(pod);
        // A deployment may have replaced the pod meanwhile.
        if (at < 0) return pod;
        Retire(pod, now);
        return pods[at] = new(pod.Service, pod.Version, pod.Name, now, pod.Restarts + 1);
    }

    internal ulong Spend(double medianMilliseconds)
    {
        var normal = Math.Sqrt(-2 * Math.Log(1 - Random.NextDouble())) * Math.Cos(2 * Math.PI * Random.NextDouble());
        return (ulong)(medianMilliseconds * Math.Exp(0.45 * normal) * 1e6) + 1000;
    }

    internal Call Open(Pod pod, UInt128 traceId, ulong parent, string name, SpanKind kind, ulong start) => new(this, pod, new()
    {
        TraceId = traceId,
        SpanId = NewSpanId(),
        ParentSpanId = parent,
        Name = name,
        Kind = kind,
        StartUnixNano = start,
    });

    internal UInt128 NewTraceId() => new(NewSpanId(), NewSpanId());

    /// <summary>Has something happen at a time; equal times keep their order.</summary>
    internal void At(ulong time, Action happening) => _calendar.Enqueue(happening, (time, _order++));

    /// <summary>Lets everything up to this time happen.</summary>
    internal void RunUntil(ulong time)
    {
        while (_calendar.TryPeek(out var happening, out var when) && when.Time <= time)
        {
            _calendar.Dequeue();
            happening();
        }
    }

    ulong NewSpanId() => (ulong)_ids.NextInt64(1, long.MaxValue);

    /// <summary>A pod that goes finishes its work for a minute, then sends its metrics a last time.</summary>
    void Retire(Pod pod, ulong now)
    {
        const ulong Minute = 60_000_000_000;
        Retired.Add(pod);
        At(now + Minute, () =>
        {
            pod.Exports.AddRange(pod.Metrics.Export(now + Minute));
            pod.Drained = true;
        });
    }

    static int HashCode32(int seed, ulong start) => unchecked(seed * 31 + (int)(start ^ (start >> 32)));
}

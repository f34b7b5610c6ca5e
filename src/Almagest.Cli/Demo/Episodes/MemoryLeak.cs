using Almagest.Cli.Otlp;

namespace Almagest.Cli.Demo.Episodes;

/// <summary>One pod of the cart leaks until the kernel ends it and it starts again.</summary>
sealed class MemoryLeak : Episode
{
    Pod? _leaking;

    internal override string Kind => "memory-leak";

    internal override void Begin(World world, ulong now)
    {
        _leaking = world.Pick("cart");
        _leaking.LeakSince = now;
        Announce(world, "cart", now, Severity.Info, "session cache enabled", new Otlp.Attribute("cache.limit", "none"));
    }

    internal override void End(World world, ulong now)
    {
        if (_leaking is null) return;
        _leaking.Logs.Add(LogLine.New(_leaking, now, Severity.Fatal, "out of memory, container killed", [new("k8s.pod.name", _leaking.Name)]));
        world.Restart(_leaking, now);
        Announce(world, "cart", now, Severity.Info, "container started", new Otlp.Attribute("k8s.pod.name", _leaking.Name));
    }
}

using Almagest.Cli.Otlp;
using Attribute = Almagest.Cli.Otlp.Attribute;

namespace Almagest.Cli.Demo.Episodes;

/// <summary>Something goes wrong in the shop for some minutes and then right again.</summary>
abstract class Episode
{
    /// <summary>One word for the log and the status line.</summary>
    internal abstract string Kind { get; }

    internal abstract void Begin(World world, ulong now);

    internal abstract void End(World world, ulong now);

    internal static Episode[] All() => [new SlowPayments(), new BadRelease(), new QueriesPerProduct(), new MemoryLeak(), new LlmTrouble()];

    protected static void Announce(World world, string service, ulong now, Severity severity, string message, params Attribute[] fields)
    {
        var pod = world.Pick(service);
        pod.Logs.Add(LogLine.New(pod, now, severity, message, fields));
    }
}

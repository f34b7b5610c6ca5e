using Almagest.Cli.Otlp;

namespace Almagest.Cli.Demo.Episodes;

/// <summary>Language models answer slowly and refuse half of the calls: the assistant tries again.</summary>
sealed class LlmTrouble : Episode
{
    internal override string Kind => "llm-trouble";

    internal override void Begin(World world, ulong now)
    {
        (world.Conditions.LlmThrottled, world.Conditions.LlmSlowness) = (0.5, 3);
        Announce(world, "assistant", now, Severity.Warn, "model providers report elevated latency and rate limits");
    }

    internal override void End(World world, ulong now)
    {
        (world.Conditions.LlmThrottled, world.Conditions.LlmSlowness) = (0, 1);
        Announce(world, "assistant", now, Severity.Info, "model providers back to normal");
    }
}

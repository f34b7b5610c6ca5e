using Almagest.Cli.Otlp;

namespace Almagest.Cli.Demo.Episodes;

/// <summary>The payment provider answers eight times slower and sometimes not at all.</summary>
sealed class SlowPayments : Episode
{
    internal override string Kind => "slow-payments";

    internal override void Begin(World world, ulong now)
    {
        world.Conditions.PaymentSlowness = 8;
        Announce(world, "payment", now, Severity.Warn, "provider paywave degraded, circuit half open");
    }

    internal override void End(World world, ulong now)
    {
        world.Conditions.PaymentSlowness = 1;
        Announce(world, "payment", now, Severity.Info, "provider paywave healthy again, circuit closed");
    }
}

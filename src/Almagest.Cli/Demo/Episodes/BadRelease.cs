using Almagest.Cli.Otlp;

namespace Almagest.Cli.Demo.Episodes;

/// <summary>A new version of the inventory service fails for a third of its callers until it is rolled back.</summary>
sealed class BadRelease : Episode
{
    internal override string Kind => "bad-release";

    internal override void Begin(World world, ulong now) => Release(world, now, "1.5.0", 0.35, "deployed");

    internal override void End(World world, ulong now) => Release(world, now, "1.4.0", 0, "rolled back");

    static void Release(World world, ulong now, string version, double errors, string what)
    {
        var service = ShopService.All.Single(candidate => candidate.Name == "inventory");
        world.Deploy(service, version, now);
        world.Conditions.InventoryErrors = errors;
        Announce(world, service.Name, now, Severity.Info, $"inventory {what}", new Otlp.Attribute("service.version", version));
    }
}

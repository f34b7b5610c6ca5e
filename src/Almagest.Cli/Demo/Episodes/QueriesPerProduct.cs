using Almagest.Cli.Otlp;

namespace Almagest.Cli.Demo.Episodes;

/// <summary>A regression: the catalog asks the database once per product (N+1).</summary>
sealed class QueriesPerProduct : Episode
{
    internal override string Kind => "n-plus-one";

    internal override void Begin(World world, ulong now) => Release(world, now, "1.6.0", true);

    internal override void End(World world, ulong now) => Release(world, now, "1.6.1", false);

    static void Release(World world, ulong now, string version, bool regression)
    {
        world.Deploy(ShopService.All.Single(service => service.Name == "catalog"), version, now);
        world.Conditions.CatalogQueriesPerProduct = regression;
        Announce(world, "catalog", now, Severity.Info, "catalog deployed", new Otlp.Attribute("service.version", version));
    }
}

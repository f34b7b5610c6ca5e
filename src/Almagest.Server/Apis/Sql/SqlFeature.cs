using Almagest.Query.GuardedSql;
using Almagest.Server.Platform.Hosting;
using Almagest.Telemetry.Schema;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Almagest.Server.Apis.Sql;

/// <summary>SQL for users over the public tables; needs a ClickHouseClient, its IStoreEndpoint and a TimeProvider.</summary>
public sealed class SqlFeature : IFeature
{
    const string Database = "almagest";

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services)
    {
        services.TryAddSingleton(new SqlOptions());
        services.TryAddSingleton(new SqlCatalog(Database, PublicTables.Tables, PublicTables.Views, PublicTables.Hidden));
        services.AddSingleton<SqlPolicies>().AddSingleton<SqlSlots>().AddSingleton<SqlStore>().AddSingleton<SqlRunner>()
            .AddSingleton<SqlExplainer>().AddSingleton<SqlSchemaReader>();
    }

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder routes) => SqlEndpoints.MapRoutes(routes);
}

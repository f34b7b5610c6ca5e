using Microsoft.Extensions.DependencyInjection;

namespace Almagest.Server.Apis.Sql;

/// <summary>Registers what the SQL endpoints need beside a ClickHouseClient, a SqlCatalog and a TimeProvider.</summary>
public static class SqlServices
{
    /// <summary>Adds the services of the SQL endpoints.</summary>
    public static IServiceCollection AddGuardedSql(this IServiceCollection services, SqlOptions options) => services
        .AddSingleton(options)
        .AddSingleton<SqlSlots>()
        .AddSingleton<SqlStore>()
        .AddSingleton<SqlRunner>()
        .AddSingleton<SqlExplainer>()
        .AddSingleton<SqlSchemaReader>();
}

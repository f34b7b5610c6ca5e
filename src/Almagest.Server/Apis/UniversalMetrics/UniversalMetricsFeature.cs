using Almagest.Server.Platform.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Almagest.Server.Apis.UniversalMetrics;

/// <summary>The universal form of measurements; needs the telemetry writer, its pool and registrations, and a ClickHouseClient.</summary>
public sealed class UniversalMetricsFeature : IFeature
{
    /// <inheritdoc/>
    public void AddServices(IServiceCollection services)
    {
        services.TryAddSingleton(new UniversalMetricsOptions());
        services.AddSingleton<UniversalMetricRows>().AddSingleton<UniversalMetricsStore>();
    }

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder routes) => UniversalMetricsEndpoints.MapRoutes(routes);
}

using Almagest.Server.Platform.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Almagest.Server.Ingest.Intake;

/// <summary>What the receivers of metrics share.</summary>
public sealed class IntakeFeature : IFeature
{
    /// <inheritdoc/>
    public void AddServices(IServiceCollection services) =>
        services.AddSingleton<MetricIntake>().AddSingleton<SeriesGate>().AddSingleton<SeriesCache>().AddSingleton<MetricFamilies>();

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder routes)
    {
    }
}

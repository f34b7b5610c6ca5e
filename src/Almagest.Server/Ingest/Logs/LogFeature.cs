using Almagest.Server.Ingest.Logs.Pipelines;
using Almagest.Server.Ingest.Logs.Pipelines.Effects;
using Almagest.Server.Platform.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Almagest.Server.Ingest.Logs;

/// <summary>What the receivers of lines share.</summary>
public sealed class LogFeature : IFeature
{
    /// <inheritdoc/>
    public void AddServices(IServiceCollection services) =>
        services.AddSingleton<LogIntake>().AddSingleton<LogStreams>().AddSingleton<TenantPipelines>().AddSingleton<LogIntakeMetrics>()
            .AddSingleton<PipelineMetrics>().AddHostedService<PipelineMetricsFlusher>();

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder routes)
    {
    }
}

using Almagest.Telemetry.Traces;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Almagest.Server.Platform.Traces;

/// <summary>What the three APIs of traces share.</summary>
static class TraceServices
{
    internal static IServiceCollection AddTraceReading(this IServiceCollection services)
    {
        services.TryAddSingleton<ResourceCatalog>();
        services.TryAddSingleton<TraceReader>();
        services.TryAddSingleton<TraceSearch>();
        services.TryAddSingleton<SpanSeries>();
        services.TryAddSingleton<TraceCatalog>();
        services.TryAddSingleton<ServiceGraphBuilder>();
        services.TryAddSingleton<ServiceMap>();
        return services;
    }
}

using Almagest.Server.Platform.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Almagest.Server.Platform.SelfTelemetry;

/// <summary>What the program tells about itself: <c>/metrics</c> for whoever scrapes it.</summary>
public sealed class SelfTelemetryFeature : IFeature
{
    /// <inheritdoc/>
    public void AddServices(IServiceCollection services) => services.AddSingleton<MeterReader>();

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        // Instruments that were used before the first scrape must count too.
        var reader = routes.ServiceProvider.GetRequiredService<MeterReader>();
        routes.MapGet("/metrics", () => TypedResults.Text(PrometheusText.Write(reader.Read()), PrometheusText.ContentType));
    }
}

using Almagest.Server.Platform.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Almagest.Server.Ingest.Files;

/// <summary>Following of files as Promtail does it.</summary>
public sealed class FilesFeature : IFeature
{
    /// <inheritdoc/>
    public void AddServices(IServiceCollection services) => services.AddHostedService<FileTailService>();

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        // Nobody asks it anything.
    }
}

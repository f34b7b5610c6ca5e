using Almagest.Server.Platform.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Almagest.Server.Ingest.Elasticsearch;

/// <summary>Elasticsearch's bulk API under <c>/elastic</c>, for Filebeat, Fluent Bit, Vector and Logstash.</summary>
public sealed class ElasticFeature : IFeature
{
    /// <inheritdoc/>
    public void AddServices(IServiceCollection services) => services.AddSingleton<BulkReceiver>();

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder routes) => ElasticEndpoints.MapRoutes(routes);
}

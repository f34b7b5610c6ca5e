using Almagest.Server.Platform.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Almagest.Server.Ingest.Syslog;

/// <summary>Syslog by TCP and UDP on <c>--syslog-listen</c>.</summary>
public sealed class SyslogFeature : IFeature
{
    /// <inheritdoc/>
    public void AddServices(IServiceCollection services) =>
        services.AddSingleton<SyslogReceiver>().AddHostedService<SyslogTcpListener>().AddHostedService<SyslogUdpListener>();

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        // It has a port of its own.
    }
}

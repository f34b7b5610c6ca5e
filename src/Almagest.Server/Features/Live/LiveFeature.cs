using Almagest.Server.Platform.Hosting;
using Almagest.Server.Platform.Tenancy;
using Almagest.Telemetry.Live;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Almagest.Server.Features.Live;

/// <summary>The newest records as they arrive, as server-sent events: the page Live.</summary>
public sealed class LiveFeature : IFeature
{
    /// <inheritdoc/>
    public void AddServices(IServiceCollection services) => services.AddSingleton<LiveReader>().AddSingleton<LiveServices>();

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder routes) => routes.MapGet("/api/vault/live", StreamAsync)
        .WithSummary("Newest spans, logs and samples as server-sent events").WithTags("Live")
        .WithQuery(
            ("signals", "spans, logs, samples, separated by commas; default all"),
            ("service", "only this service"),
            ("derived", "1 for samples that are computed from spans too: traces_spanmetrics_*, traces_service_graph_*; default 0"),
            ("backlog", "seconds of records already stored to begin with, 0 to 300; default 30"));

    static async Task StreamAsync(HttpContext context, LiveServices services, IHostApplicationLifetime lifetime)
    {
        var request = LiveRequest.Parse(context.Request.Query, Tenants.Of(context));
        // Kestrel waits for open requests before it stops, and this one would not end by itself.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        using var stream = new LiveStream(services, request);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache";
        try
        {
            await stream.RunAsync(context.Response, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The reader has left, or we leave: that is how a stream ends.
        }
    }
}

/// <summary>What every stream needs.</summary>
sealed record LiveServices(CommitFeed Feed, LiveReader Stored, TimeProvider Time);

using Almagest.Server.Platform.Hosting;
using Almagest.Server.Platform.Tenancy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Almagest.Server.Features.Live;

/// <summary>The newest records as they arrive, as server-sent events: the page Live.</summary>
public sealed class LiveFeature : IFeature
{
    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(700);

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services) => services.AddSingleton<LiveReader>();

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder routes) => routes.MapGet("/api/vault/live", StreamAsync)
        .WithSummary("Newest spans, logs and samples as server-sent events").WithTags("Live")
        .WithQuery(("signals", "spans, logs, samples, separated by commas; default all"), ("service", "only this service"));

    static async Task StreamAsync(HttpContext context, LiveReader reader, TimeProvider time, CancellationToken ct)
    {
        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache";
        var follower = new LiveFollower(reader, Tenants.Of(context), context.Request.Query["service"].FirstOrDefault());
        try
        {
            await response.WriteAsync(": connected\n\n", ct);
            while (!ct.IsCancellationRequested)
            {
                var batch = await follower.NextAsync(Wanted(context.Request), ct);
                await response.WriteAsync(batch is null ? ": quiet\n\n" : $"event: batch\ndata: {batch.ToJsonString()}\n\n", ct);
                await response.Body.FlushAsync(ct);
                await Task.Delay(Interval, time, ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The reader has left: that is how a stream ends.
        }
    }

    static string[] Wanted(HttpRequest request) =>
        request.Query["signals"].FirstOrDefault()?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [.. LiveReader.Signals];
}

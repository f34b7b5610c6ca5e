using Almagest.Model;
using Almagest.Server.Platform.Hosting;
using Almagest.Server.Platform.Tenancy;
using Almagest.Server.Platform.Time;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Almagest.Server.Features.Overview;

/// <summary>What arrived lately, and how the engine is: the page Home.</summary>
public sealed class OverviewFeature : IFeature
{
    /// <inheritdoc/>
    public void AddServices(IServiceCollection services)
    {
        services.AddSingleton<ArrivalReader>().AddSingleton<EngineReader>();
        services.ConfigureHttpJsonOptions(static json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, OverviewJson.Default));
    }

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder routes) => routes.MapGet("/api/vault/overview", GetAsync)
        .WithSummary("What arrived lately by signal and service, and how the engine is").WithTags("Overview")
        .WithQuery(("from", "start of the window: now-15m, RFC 3339 or milliseconds since 1970; default now-15m"), ("to", "its end; default now"));

    static async Task<Ok<OverviewResponse>> GetAsync(
        HttpContext context, ArrivalReader arrivals, EngineReader engine, TimeProvider time, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var range = new TimeRange(
            TimeText.Parse("from", context.Request.Query["from"].FirstOrDefault() ?? "now-15m", now),
            TimeText.Parse("to", context.Request.Query["to"].FirstOrDefault() ?? "now", now));
        if (range.To <= range.From)
            throw new UserErrorException(UserErrorKind.Invalid, "invalid_range", "from must be before to");
        var tenant = Tenants.Of(context);
        var signals = await arrivals.ReadSignalsAsync(tenant, range, ct);
        return TypedResults.Ok(new OverviewResponse(
            now, range.From, range.To, range.StepSeconds, signals,
            await arrivals.ReadServicesAsync(tenant, range, ct),
            await arrivals.CountSeriesAsync(tenant, ct),
            await engine.ReadAsync(ct),
            EngineReader.DescribeServer(time),
            EngineReader.DescribeEndpoints(context.RequestServices)));
    }
}

/// <summary>A span of time cut into about sixty steps.</summary>
readonly record struct TimeRange(DateTimeOffset From, DateTimeOffset To)
{
    const int Steps = 60;

    internal int StepSeconds => Math.Max(1, (int)Math.Ceiling((To - From).TotalSeconds / Steps));
}

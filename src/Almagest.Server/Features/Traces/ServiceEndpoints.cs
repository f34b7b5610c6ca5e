using Almagest.Model;
using Almagest.Server.Platform.Tenancy;
using Almagest.Server.Platform.Traces;
using Almagest.Telemetry.Traces;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Features.Traces;

/// <summary>The endpoints of services: RED table, operations, dependencies, errors, deployments; the map; coverage of declared paths.</summary>
static class ServiceEndpoints
{
    internal static async Task<IResult> ServicesAsync(HttpContext context, TraceCatalog catalog, TracesOptions options, TimeProvider time, CancellationToken ct)
    {
        var (from, to) = TracesRequest.Range(context.Request.Query, time.GetUtcNow());
        return Results.Json(new RedResponse(await catalog.ServiceRowsAsync(Tenants.Of(context), from, to, Apdex(context, options), ct)), TracesJson.Default.RedResponse);
    }

    internal static async Task<IResult> OperationsAsync(
        HttpContext context, string service, TraceCatalog catalog, TracesOptions options, TimeProvider time, CancellationToken ct)
    {
        var (from, to) = TracesRequest.Range(context.Request.Query, time.GetUtcNow());
        return Results.Json(new RedResponse(await catalog.OperationRowsAsync(Tenants.Of(context), service, from, to, Apdex(context, options), ct)), TracesJson.Default.RedResponse);
    }

    internal static async Task<IResult> DependenciesAsync(HttpContext context, string service, ServiceMap map, TimeProvider time, CancellationToken ct)
    {
        var (from, to) = TracesRequest.Range(context.Request.Query, time.GetUtcNow());
        var edges = await map.ReadServiceAsync(Tenants.Of(context), service, from, to, ct);
        bool Is(MapNode node) => node.Name == service && node.Type == "service";
        return Results.Json(new DependenciesResponse([.. edges.Where(e => Is(e.To))], [.. edges.Where(e => Is(e.From))]), TracesJson.Default.DependenciesResponse);
    }

    internal static async Task<IResult> ErrorsAsync(HttpContext context, string service, ServiceErrors errors, TimeProvider time, CancellationToken ct) =>
        Results.Json(new ServiceErrorsResponse(await errors.ReadAsync(Tenants.Of(context), service, Nanos(context, time), ct)), TracesJson.Default.ServiceErrorsResponse);

    internal static async Task<IResult> DeploymentsAsync(
        HttpContext context, string service, ServiceDeployments deployments, TracesOptions options, TimeProvider time, CancellationToken ct)
    {
        var threshold = Apdex(context, options).Of(service);
        var rows = await deployments.ReadAsync(Tenants.Of(context), service, Nanos(context, time), threshold, ct);
        return Results.Json(new DeploymentsResponse(threshold.Ticks * 100, rows), TracesJson.Default.DeploymentsResponse);
    }

    internal static async Task<IResult> MapAsync(HttpContext context, ServiceMap map, TimeProvider time, CancellationToken ct)
    {
        var (from, to) = TracesRequest.Range(context.Request.Query, time.GetUtcNow());
        var edges = await map.ReadAsync(Tenants.Of(context), from, to, ct);
        return Results.Json(new MapResponse([.. edges.SelectMany(static e => new[] { e.From, e.To }).Distinct()], edges), TracesJson.Default.MapResponse);
    }

    internal static async Task<IResult> CoverageAsync(HttpContext context, TraceCoverage coverage, TracesOptions options, TimeProvider time, CancellationToken ct)
    {
        var (tenant, range, name) = (Tenants.Of(context), Nanos(context, time), context.Request.Query["path"].ToString());
        var declared = options.CriticalPaths.Where(p => (p.Tenant ?? tenant.Value) == tenant.Value && (name.Length == 0 || p.Name == name)).ToList();
        if (name.Length > 0 && declared.Count == 0)
            throw new UserErrorException(UserErrorKind.NotFound, "path_not_found", $"no critical path \"{name}\" is declared: see traces.critical_paths in the configuration");
        var paths = new List<PathCoverage>();
        foreach (var path in declared)
            paths.Add(await coverage.ReadAsync(tenant, path.Parse(), range, ct));
        return Results.Json(new CoverageResponse(paths), TracesJson.Default.CoverageResponse);
    }

    static (long From, long To) Nanos(HttpContext context, TimeProvider time)
    {
        var (from, to) = TracesRequest.Range(context.Request.Query, time.GetUtcNow());
        return (TracesRequest.Nano(from), TracesRequest.Nano(to));
    }

    // Somebody who tries a threshold out means it for all services.
    static ApdexThresholds Apdex(HttpContext context, TracesOptions options)
    {
        if (context.Request.Query["apdex"].ToString() is not { Length: > 0 } text)
            return options.Thresholds;
        return GoDuration.Parse(text) is > 0 and var nano ? new ApdexThresholds(TimeSpan.FromTicks(Math.Max(1, nano / 100)), new Dictionary<string, TimeSpan>())
            : throw TracesRequest.Invalid("apdex", text, "a duration such as 250ms or 1.5s");
    }
}

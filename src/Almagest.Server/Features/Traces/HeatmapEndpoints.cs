using System.Globalization;
using Almagest.Model;
using Almagest.Server.Platform.Tenancy;
using Almagest.Server.Platform.Time;
using Almagest.Server.Platform.Traces;
using Almagest.Telemetry.Traces;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Features.Traces;

/// <summary>The heatmap of durations, and what sets an area of it apart.</summary>
static class HeatmapEndpoints
{
    const int DefaultSteps = 60;
    const int MaxSteps = 500;

    internal static async Task<IResult> HeatmapAsync(HttpContext context, LatencyHeatmap heatmap, TimeProvider time, CancellationToken ct)
    {
        var text = context.Request.Query["steps"].ToString();
        var steps = text.Length == 0 ? DefaultSteps
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= MaxSteps ? number
            : throw TracesRequest.Invalid("steps", text, $"a number from 1 to {MaxSteps}");
        var map = await heatmap.ReadAsync(Scope(context, time), steps, ct);
        return Results.Json(new HeatmapResponse(
            map.FromUnixNano.ToString(CultureInfo.InvariantCulture), map.StepNano, map.Steps, map.Buckets, map.Cells), TracesJson.Default.HeatmapResponse);
    }

    internal static async Task<IResult> SelectionAsync(HttpContext context, SpanSelection selection, TimeProvider time, CancellationToken ct)
    {
        var (query, scope) = (context.Request.Query, Scope(context, time));
        long Moment(string name, long otherwise) => query[name].ToString() is { Length: > 0 } text ? TracesRequest.Nano(TimeText.Parse(name, text, time.GetUtcNow())) : otherwise;
        long Duration(string name, long otherwise) => query[name].ToString() is { Length: > 0 } text
            ? GoDuration.Parse(text) ?? throw TracesRequest.Invalid(name, text, "a duration such as 250ms or 1.5s") : otherwise;
        var area = new SelectedArea(Moment("selectFrom", scope.FromUnixNano), Moment("selectTo", scope.ToUnixNano), Duration("selectMin", 0), Duration("selectMax", long.MaxValue));
        if (area.FromUnixNano >= area.ToUnixNano || area.MinNano > area.MaxNano)
            throw new UserErrorException(UserErrorKind.Invalid, "invalid_range", "selectFrom must be before selectTo and selectMin not above selectMax");
        return Results.Json(await selection.CompareAsync(scope, area, ct), TracesJson.Default.SelectionComparison);
    }

    static SpanScope Scope(HttpContext context, TimeProvider time)
    {
        var (query, from, to) = TracesRequest.ReadSpans(context.Request.Query, time.GetUtcNow());
        return new SpanScope(Tenants.Of(context), query, TracesRequest.Nano(from), TracesRequest.Nano(to));
    }
}

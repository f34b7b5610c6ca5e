using System.Globalization;
using System.Text.RegularExpressions;
using Almagest.Model;
using Almagest.Query.TraceQL;
using Almagest.Query.Traces;
using Almagest.Server.Platform.Tenancy;
using Almagest.Server.Platform.Traces;
using Almagest.Telemetry.Traces;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Features.Traces;

/// <summary>What the pages ask for to show a trace of any size and to write queries.</summary>
static partial class TracePageEndpoints
{
    // Longer texts are no search anybody types.
    const int MaxText = 1_000;

    internal static async Task<IResult> ColumnsAsync(HttpContext context, string id, SpanReader reader, CancellationToken ct)
    {
        var (spans, whole) = await reader.OutlineAsync(Tenants.Of(context), TraceIdText.Parse(id), TraceAnalysis.AttributeKeys, TraceColumns.SpansWithDetails, ct);
        return spans.Count == 0 ? throw NotFound($"there is no trace \"{TraceIdText.Parse(id)}\": it may have expired, or its spans were not sent yet")
            : Results.Json(TraceColumns.Of(TraceAnalysis.Of(spans), whole), TraceColumnsJson.Default.TraceColumnsResponse);
    }

    internal static async Task<IResult> SpanAsync(HttpContext context, string id, string span, SpanReader reader, CancellationToken ct)
    {
        var spans = await reader.SpanAsync(Tenants.Of(context), TraceIdText.Parse(id), span.ToLowerInvariant(), ct);
        return spans.Count == 0 ? throw NotFound($"trace \"{TraceIdText.Parse(id)}\" has no span \"{span}\"")
            : Results.Json(TraceColumns.Details(spans), TraceColumnsJson.Default.SpanDetailsResponse);
    }

    internal static async Task<IResult> FindAsync(HttpContext context, string id, string text, SpanReader reader, CancellationToken ct)
    {
        if (text.Length is 0 or > MaxText)
            throw new UserErrorException(UserErrorKind.Invalid, "bad_parameter", $"text is not valid: expected 1 to {MaxText} characters");
        return Results.Json(
            new FoundSpansResponse(await reader.FindTextAsync(Tenants.Of(context), TraceIdText.Parse(id), text, ct)), TraceColumnsJson.Default.FoundSpansResponse);
    }

    internal static IResult Check(string q)
    {
        try
        {
            TraceQlParser.Parse(q);
            return Results.Json(new TraceQlCheckResponse(null, null, null), TraceColumnsJson.Default.TraceQlCheckResponse);
        }
        catch (UserErrorException error)
        {
            var place = Place().Match(error.Message);
            return Results.Json(
                place.Success ? new TraceQlCheckResponse(place.Groups[3].Value, Number(place.Groups[1]), Number(place.Groups[2])) : new TraceQlCheckResponse(error.Message, null, null),
                TraceColumnsJson.Default.TraceQlCheckResponse);
        }
    }

    static int Number(Group group) => int.Parse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    static UserErrorException NotFound(string message) => new(UserErrorKind.NotFound, "trace_not_found", message);

    [GeneratedRegex(@"^parse error at line (\d+), col (\d+): (.*)$", RegexOptions.Singleline)]
    private static partial Regex Place();
}

using Almagest.Query.LogQL.Engine;
using Almagest.Query.LogQL.Syntax;
using Almagest.Server.Platform.Tenancy;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Apis.Loki;

/// <summary>Queries and their form.</summary>
static class QueryEndpoints
{
    internal static async Task<IResult> Range(HttpContext context, LokiRunner runner, TimeProvider time, CancellationToken ct)
    {
        var request = RangeRequest(await LokiParameters.ReadAsync(context, time)) with { Categorize = WantsCategories(context) };
        return await AnswerAsync(context, runner, request, ct);
    }

    /// <summary>The range that a request asks about.</summary>
    internal static LogQlRequest RangeRequest(LokiParameters parameters)
    {
        var (start, end) = parameters.OrderedBounds();
        return new LogQlRequest(WithRegexp(parameters), start, end, parameters.Step(start, end))
        {
            Limit = parameters.Limit(),
            Direction = parameters.Direction(),
            IntervalNano = parameters.Interval(),
            AlignToStep = true,
        };
    }

    internal static async Task<IResult> Instant(HttpContext context, LokiRunner runner, TimeProvider time, CancellationToken ct)
    {
        var parameters = await LokiParameters.ReadAsync(context, time);
        var at = parameters.InstantTime();
        var request = new LogQlRequest(parameters.Text("query"), at, at, 0) { Limit = parameters.Limit(), Direction = parameters.Direction(), Categorize = WantsCategories(context) };
        return await AnswerAsync(context, runner, request, ct);
    }

    internal static async Task<IResult> Format(HttpContext context, TimeProvider time)
    {
        var parameters = await LokiParameters.ReadAsync(context, time);
        try
        {
            var formatted = LogQlFormatter.Format(LogQlParser.Parse(parameters.Text("query")));
            return new LokiJson(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("status"u8, "success"u8);
                writer.WriteString("data"u8, formatted);
                writer.WriteEndObject();
            });
        }
        catch (LogQlParseException fault)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return new LokiJson(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("status"u8, "invalid-query"u8);
                writer.WriteString("error"u8, fault.Message);
                writer.WriteEndObject();
            });
        }
    }

    static async Task<IResult> AnswerAsync(HttpContext context, LokiRunner runner, LogQlRequest request, CancellationToken ct)
    {
        var (result, elapsed) = await runner.RunAsync(Tenants.Of(context), request, ct);
        return ResultJson.Of(result, request.Categorize, elapsed);
    }

    internal static bool WantsCategories(HttpContext context) => context.Request.Headers["X-Loki-Response-Encoding-Flags"]
        .SelectMany(static v => (v ?? "").Split(',')).Any(static flag => flag.Trim() == "categorize-labels");

    // Old clients send a regular expression of its own beside the query.
    static string WithRegexp(LokiParameters parameters)
    {
        var query = parameters.Text("query");
        if (parameters.Text("regexp") is not { Length: > 0 } regexp)
            return query;
        var selector = LogQlParser.ParseLogSelector(query);
        return new LogSelectorExpr(selector.Matchers, [.. selector.Stages, new LineFilterExpr("|~", [new LineFilterChoice(regexp, false)])]).ToString();
    }
}

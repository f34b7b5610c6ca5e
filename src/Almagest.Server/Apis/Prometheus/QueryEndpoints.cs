using Almagest.Query.PromQL.Engine;
using Almagest.Server.Platform.Hosting;
using Almagest.Server.Platform.Tenancy;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Apis.Prometheus;

/// <summary>PromQL at one time, and over a range of times.</summary>
static class QueryEndpoints
{
    // Prometheus' own limit: enough for a minute's resolution over a week.
    const int MostSteps = 11_000;

    static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(2);

    internal static async Task<IResult> Query(HttpContext context, QueryRunner runner, ParsedQueries parsed, TimeProvider time)
    {
        var parameters = await PrometheusParameters.ReadAsync(context);
        var limit = parameters.Limit();
        var at = parameters.Time("time", time.GetUtcNow().ToUnixTimeMilliseconds());
        return await RunAsync(context, runner.RunAsync, (parameters, limit, parsed), request => request with { StartMs = at, EndMs = at });
    }

    internal static async Task<IResult> QueryRange(HttpContext context, QueryRunner runner, RangeRunner ranges, ParsedQueries parsed)
    {
        var parameters = await PrometheusParameters.ReadAsync(context);
        var limit = parameters.Limit();
        var start = RequiredTime(parameters, "start");
        var end = RequiredTime(parameters, "end");
        if (end < start)
            throw PrometheusErrorException.Parameter("end", "end timestamp must not be before start time");
        var step = parameters.Duration("step") ?? throw PrometheusErrorException.Parameter("step", "cannot parse \"\" to a valid duration");
        if (step <= 0)
            throw PrometheusErrorException.Parameter("step", "zero or negative query resolution step widths are not accepted. Try a positive integer");
        if ((end - start) / step > MostSteps)
            throw new PrometheusErrorException("bad_data", "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)");
        // Who asks for statistics wants those of an evaluation; nocache is VictoriaMetrics' word for the same wish.
        var fresh = parameters.Text("stats").Length > 0 || Explains(parameters) || parameters.Text("nocache") is "1" or "2";
        return await RunAsync(
            context, fresh ? runner.RunAsync : ranges.RunAsync, (parameters, limit, parsed), request => request with { StartMs = start, EndMs = end, StepMs = step });
    }

    static async Task<IResult> RunAsync(
        HttpContext context, Func<string, PromQlRequest, CancellationToken, Task<QueryResult>> run, (PrometheusParameters Parameters, int Limit, ParsedQueries Parsed) asked, Func<PromQlRequest, PromQlRequest> times)
    {
        var (parameters, limit, parsed) = asked;
        var timeout = parameters.Duration("timeout");
        if (timeout <= 0)
            throw PrometheusErrorException.Parameter("query", "context deadline exceeded");
        var lookback = Lookback(parameters);
        var query = parameters.Text("query");
        var stats = parameters.Text("stats");
        var request = times(new PromQlRequest
        {
            Query = query,
            Expr = parsed.Parse(query),
            StartMs = 0,
            EndMs = 0,
            Timeout = timeout is { } ms && ms < LongestTimeout.TotalMilliseconds ? TimeSpan.FromMilliseconds(ms) : LongestTimeout,
            StatsPerStep = stats == "all",
            Explain = Explains(parameters),
            // Ours: not even compressed samples that memory holds, as after a restart.
            SkipsMemory = parameters.Text("nocache") == "2",
        });
        if (lookback is > 0)
            request = request with { LookbackMs = lookback.Value };
        var result = await run(Tenants.Of(context).Value, request, context.RequestAborted);
        SocketThread.Prefer(context, result.IsKnown || result.WasQuick);
        var value = QueryLimit.Apply(result.Value, limit, out var isCut);
        IReadOnlyCollection<string> warnings = isCut ? [.. result.Warnings, "results truncated due to limit"] : result.Warnings;
        return new PrometheusSuccess(writer => QueryValueJson.Write(writer, value, stats.Length > 0 ? (result.Stats, request) : null, result.Plan), warnings, result.Infos);
    }

    // Ours, not Prometheus': the answer then has the plan beside the result.
    static bool Explains(PrometheusParameters parameters) => parameters.Text("explain") is "1" or "true";

    static long? Lookback(PrometheusParameters parameters)
    {
        try
        {
            return parameters.Duration("lookback_delta");
        }
        catch (PrometheusErrorException error)
        {
            throw new PrometheusErrorException("bad_data", error.Message.Replace("invalid parameter \"lookback_delta\"", "error parsing lookback delta duration", StringComparison.Ordinal));
        }
    }

    static long RequiredTime(PrometheusParameters parameters, string name)
    {
        var text = parameters.Text(name);
        return PrometheusParameters.ParseTime(text)
            ?? throw PrometheusErrorException.Parameter(name, $"cannot parse {PrometheusParameters.Quote(text)} to a valid timestamp");
    }
}

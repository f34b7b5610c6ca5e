using Almagest.Model;
using Almagest.Query.PromQL.Sources;
using Almagest.Query.PromQL.Syntax;
using Almagest.Server.Ingest.Scrape;
using Almagest.Server.Platform.Tenancy;
using Almagest.Telemetry.Metrics;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Apis.Prometheus.Federation;

/// <summary>
/// The newest sample of every series that a selector matches, for another Prometheus to scrape
/// (https://prometheus.io/docs/prometheus/latest/federation/). Samples keep their times; series that ended are left out.
/// </summary>
static class FederateEndpoint
{
    // As instant queries look back.
    const long LookbackMs = 300_000;

    internal static async Task<IResult> GetAsync(HttpContext context, MetricVault vault, ScrapeService scraper, TimeProvider time)
    {
        var selectors = new List<IReadOnlyList<LabelMatcher>>();
        try
        {
            foreach (var text in context.Request.Query["match[]"])
                selectors.Add(PromQlParser.ParseSelector(text ?? "").Matchers);
        }
        catch (PromQlParseException error)
        {
            return Results.Text(error.Message + "\n", statusCode: StatusCodes.Status400BadRequest);
        }

        var samples = await SelectAsync(vault.Source(Tenants.Of(context).Value), selectors, time.GetUtcNow().ToUnixTimeMilliseconds(), context.RequestAborted);
        var external = new SortedDictionary<string, string>(scraper.Config.ExternalLabels.ToDictionary(), StringComparer.Ordinal);
        // Without an instance of its own a series must not get that of the server it is scraped from.
        external.TryAdd("instance", "");
        var format = FederationFormat.Negotiate(context.Request.Headers.Accept.ToString());
        return Results.Bytes(format.IsProtobuf ? FederationProtobuf.Write(samples, external, format) : FederationText.Write(samples, external, format), format.ContentType);
    }

    static async Task<List<FederatedSample>> SelectAsync(ISeriesSource source, List<IReadOnlyList<LabelMatcher>> selectors, long nowMs, CancellationToken ct)
    {
        var found = new Dictionary<Labels, FederatedSample>();
        var buffer = new SampleBuffer();
        foreach (var matchers in selectors)
        {
            foreach (var series in await source.SelectAsync(new(matchers, nowMs - LookbackMs, nowMs), ct))
            {
                buffer.Clear();
                if (found.ContainsKey(series.Labels) || series.Labels.Metric.Length == 0)
                    continue;
                series.Read(buffer);
                if (FederatedSample.Last(series.Labels, buffer) is { } sample)
                    found[series.Labels] = sample;
            }
        }

        return [.. found.Values.OrderBy(static s => s.Labels.Metric, StringComparer.Ordinal).ThenBy(static s => s.Labels, Comparer<Labels>.Create(static (a, b) => a.CompareTo(b)))];
    }
}

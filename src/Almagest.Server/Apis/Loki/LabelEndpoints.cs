using Almagest.Model;
using Almagest.Query.LogQL.Syntax;
using Almagest.Query.PromQL.Sources;
using Almagest.Server.Platform.Tenancy;
using Almagest.Telemetry.Logs;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Apis.Loki;

/// <summary>Which streams and labels there are: answered from the catalogue, without reading lines.</summary>
static class LabelEndpoints
{
    internal static async Task<IResult> Names(HttpContext context, LogStreamCatalog catalog, TimeProvider time, CancellationToken ct)
    {
        var parameters = await LokiParameters.ReadAsync(context, time);
        var (start, end) = Range(parameters);
        return LokiJson.Texts(await catalog.NamesAsync(Tenants.Of(context), Selector(parameters.Text("query")), start, end, ct));
    }

    internal static async Task<IResult> Values(HttpContext context, string name, LogStreamCatalog catalog, TimeProvider time, CancellationToken ct)
    {
        var parameters = await LokiParameters.ReadAsync(context, time);
        return LokiJson.Texts(await catalog.ValuesAsync(Tenants.Of(context), name, Selector(parameters.Text("query")), Range(parameters), ct));
    }

    internal static async Task<IResult> Series(HttpContext context, LogStreamCatalog catalog, TimeProvider time, CancellationToken ct)
    {
        var parameters = await LokiParameters.ReadAsync(context, time);
        var groups = parameters.All("match").Concat(parameters.All("match[]")).Select(static m => m ?? "").Distinct().ToList();
        // One empty selector, or none at all, means every stream.
        if (groups is [var only] && only.Replace(" ", "", StringComparison.Ordinal) == "{}")
            groups.Clear();
        var selectors = groups.Select(static g => Matchers(g, check: true)).ToList();
        if (selectors.Count == 0)
            selectors.Add([]);
        var (start, end) = parameters.Bounds();
        // Only labels are kept, which the catalogue has anyway; of several selectors each is asked for alone, so that others' streams stay in the store.
        var found = new HashSet<Labels>();
        foreach (var selector in selectors)
            found.UnionWith((await catalog.FindAsync(Tenants.Of(context), selector, start, end, ct)).Select(static s => s.Labels));
        return new StreamedJson<Labels>(found.Order(Comparer<Labels>.Create(static (a, b) => a.CompareTo(b))), LokiJson.WriteLabels);
    }

    /// <summary>The streams of the request's <c>query</c> and range.</summary>
    internal static async Task<List<StoredStream>> FindAsync(HttpContext context, LogStreamCatalog catalog, LokiParameters parameters, CancellationToken ct)
    {
        var (start, end) = parameters.Bounds();
        return await catalog.FindAsync(Tenants.Of(context), Selector(parameters.Text("query")), start, end, ct);
    }

    // So Loki says it of a range that ends before it begins.
    static (long Start, long End) Range(LokiParameters parameters) => parameters.Bounds() is var (start, end) && end < start
        ? throw new LokiErrorException("this data is no longer available, it is past now - max_query_lookback (0s)") : (start, end);

    /// <summary>Matchers of a query that must be given, if only as <c>{}</c>.</summary>
    internal static IReadOnlyList<LabelMatcher> Required(string query) => query.Length == 0 ? Matchers(query, check: true) : Selector(query);

    /// <summary>Matchers of a query that may be empty.</summary>
    internal static IReadOnlyList<LabelMatcher> Selector(string query) => query.Replace(" ", "", StringComparison.Ordinal) is "" or "{}" ? [] : Matchers(query, check: false);

    static IReadOnlyList<LabelMatcher> Matchers(string query, bool check)
    {
        try
        {
            return LogQlParser.ParseMatchers(query, check);
        }
        catch (FormatException fault)
        {
            throw new LokiErrorException(fault.Message);
        }
    }
}

using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Query.LogSearch;
using Almagest.Server.Platform.Tenancy;
using Almagest.Server.Platform.Time;
using Almagest.Telemetry.Logs;
using Almagest.Telemetry.Logs.Search;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Features.Logs;

/// <summary>Reads what a request asks for: a query in one of the two languages, and when.</summary>
sealed class LineQuestions(LogSearch search, ClickHouseClient client, LogStreamCatalog catalog, TimeProvider time)
{
    static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(60);

    /// <summary>The lines a request asks for.</summary>
    /// <param name="context">The request.</param>
    /// <param name="side">What follows the names of the parameters: nothing, or <c>_b</c> for the second of two questions.</param>
    internal ILineFinder Of(HttpContext context, string side = "")
    {
        var (query, now) = (context.Request.Query, time.GetUtcNow());
        var text = query["q" + side].ToString();
        var from = TimeText.Parse("from" + side, query["from" + side].FirstOrDefault() ?? "now-1h", now);
        var to = TimeText.Parse("to" + side, query["to" + side].FirstOrDefault() ?? "now", now);
        if (to <= from)
            throw new UserErrorException(UserErrorKind.Invalid, "invalid_range", $"from{side} must be before to{side}");
        return LogLanguage.Of(query["language"].ToString()) == LogLanguage.LogQl
            ? new LogQlLines(new LogQlQuestion(Tenants.Of(context), text, Nano(from), Nano(to), new LogSource(client, catalog, Tenants.Of(context), TimeLimit), catalog))
            : new SearchLines(search, new LogQuestion(Tenants.Of(context), SearchParser.Parse(text, OperatorOf(query)), Nano(from), Nano(to)));
    }

    /// <summary>What joins conditions without an operator between them.</summary>
    internal static SearchOperator OperatorOf(IQueryCollection query) => query["default_operator"].ToString().ToLowerInvariant() switch
    {
        "" or "or" => SearchOperator.Or,
        "and" => SearchOperator.And,
        var other => throw LogParameters.Invalid("default_operator", other, "or, or and"),
    };

    // What the store's times can hold ends in the year 2262.
    static long Nano(DateTimeOffset moment) => (long)Int128.Clamp((Int128)(moment - DateTimeOffset.UnixEpoch).Ticks * 100, 0, 9_200_000_000_000_000_000);
}

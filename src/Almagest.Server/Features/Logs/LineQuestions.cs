using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Query.LogSearch;
using Almagest.Server.Platform.Tenancy;
using Almagest.Server.Platform.Time;
using Almagest.Telemetry.Live;
using Almagest.Telemetry.Logs;
using Almagest.Telemetry.Logs.Search;
using Almagest.Telemetry.Logs.Tail;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Features.Logs;

/// <summary>Reads what a request asks for: a query in one of the two languages, and when.</summary>
sealed class LineQuestions(LogSearch search, ClickHouseClient client, LogStreamCatalog catalog, LineArrivals live)
{
    static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(60);

    /// <summary>The lines a request asks for.</summary>
    /// <param name="context">The request.</param>
    /// <param name="side">What follows the names of the parameters: nothing, or <c>_b</c> for the second of two questions.</param>
    internal ILineFinder Of(HttpContext context, string side = "") => LogLanguage.Of(context.Request.Query["language"].ToString()) == LogLanguage.LogQl
        ? new LogQlLines(LogQl(context, side)) : new SearchLines(search, Lucene(context, side));

    /// <summary>The same lines as they are stored.</summary>
    internal ILineFollower Follow(HttpContext context) => LogLanguage.Of(context.Request.Query["language"].ToString()) == LogLanguage.LogQl
        ? new LogQlFollower(live.Tails, LogQl(context, "")) : new SearchFollower(live.Feed, Checked(Lucene(context, "")), live.Time.GetUtcNow());

    LogQuestion Checked(LogQuestion question)
    {
        search.Check(question.Query);
        return question;
    }

    LogQlQuestion LogQl(HttpContext context, string side)
    {
        var (tenant, (from, to)) = (Tenants.Of(context), Range(context.Request.Query, side));
        return new LogQlQuestion(tenant, context.Request.Query["q" + side].ToString(), from, to, new LogSource(client, catalog, tenant, TimeLimit) { WithPatterns = true }, catalog);
    }

    LogQuestion Lucene(HttpContext context, string side)
    {
        var (from, to) = Range(context.Request.Query, side);
        return new LogQuestion(Tenants.Of(context), Tree(context.Request.Query, side), from, to);
    }

    /// <summary>The query of a request in Lucene's form.</summary>
    internal static SearchExpr Tree(IQueryCollection query, string side = "") => SearchParser.Parse(query["q" + side].ToString(), OperatorOf(query));

    /// <summary>The times of a request, Unix nanoseconds.</summary>
    internal (long FromNano, long ToNano) Range(IQueryCollection query, string side = "")
    {
        var now = live.Time.GetUtcNow();
        var from = TimeText.Parse("from" + side, query["from" + side].FirstOrDefault() ?? "now-1h", now);
        var to = TimeText.Parse("to" + side, query["to" + side].FirstOrDefault() ?? "now", now);
        return to > from ? (Nano(from), Nano(to)) : throw new UserErrorException(UserErrorKind.Invalid, "invalid_range", $"from{side} must be before to{side}");
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

/// <summary>Where lines are seen as they are stored, and the clock.</summary>
sealed record LineArrivals(CommitFeed Feed, LogTails Tails, TimeProvider Time);

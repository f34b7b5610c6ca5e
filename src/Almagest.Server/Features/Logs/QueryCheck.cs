using Almagest.Model;
using Almagest.Query.LogQL.Pipeline;
using Almagest.Query.LogQL.Syntax;
using Almagest.Query.LogSearch;
using Almagest.Telemetry.Logs.Search;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Features.Logs;

/// <summary>Tells an editor what is wrong with a query, and where, without running it.</summary>
static class QueryCheck
{
    const string Lines = "lines";

    internal static IResult Run(HttpContext context, LogSearch search, string q = "", string language = "") =>
        Results.Json(LogLanguage.Of(language) == LogLanguage.LogQl ? LogQl(q) : Lucene(q, search, context), LogsJson.Default.LogCheckResponse);

    static LogCheckResponse Lucene(string query, LogSearch search, HttpContext context)
    {
        try
        {
            search.Check(SearchParser.Parse(query, LineQuestions.OperatorOf(context.Request.Query)));
            return new LogCheckResponse(Lines, null, null);
        }
        catch (UserErrorException fault) when (fault.Data[SearchError.Position] is int position)
        {
            return new LogCheckResponse("", position, fault.Message);
        }
    }

    static LogCheckResponse LogQl(string query)
    {
        try
        {
            var tree = LogQlParser.Parse(query);
            if (tree is not LogSelectorExpr selector)
                return new LogCheckResponse("series", null, null);
            // Regular expressions and templates are read when the pipeline is made.
            _ = new LinePipeline(selector.Stages);
            return new LogCheckResponse(Lines, null, null);
        }
        catch (LogQlParseException fault)
        {
            return new LogCheckResponse("", fault.Line == 0 ? null : Position(query, fault.Line, fault.Column), fault.Message);
        }
    }

    static int Position(string query, int line, int column)
    {
        var start = 0;
        for (var at = 1; at < line && query.IndexOf('\n', start) is >= 0 and var end; at++)
            start = end + 1;
        return Math.Min(query.Length, start + column - 1);
    }
}

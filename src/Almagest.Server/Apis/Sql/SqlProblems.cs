using System.Text.RegularExpressions;
using Almagest.ClickHouse.Http;
using Almagest.Query.GuardedSql;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Apis.Sql;

/// <summary>Turns what went wrong with a query into a problem, and a problem into an answer.</summary>
static partial class SqlProblems
{
    /// <summary>Explains an error of the store in terms of the user's text.</summary>
    /// <param name="failed">What the store said.</param>
    /// <param name="query">The user's text.</param>
    /// <param name="prefixBytes">Bytes that were sent before the user's text.</param>
    internal static SqlProblem Of(ClickHouseException failed, string query, int prefixBytes = 0)
    {
        var (kind, code, message) = Classify(failed);
        if (PlaceOf(failed, query, prefixBytes) is not { } offset) return new SqlProblem(kind, code, message);
        var (line, column) = SourceText.Position(query, offset);
        return new SqlProblem(kind, code, message, line, column);
    }

    internal static SqlProblem Of(StoreUnavailableException failed) =>
        new(SqlProblemKind.Unavailable, "store_unavailable", $"the store cannot answer now, try again later: {failed.Message}");

    internal static SqlProblemResponse Response(SqlProblem problem)
    {
        var (status, title) = problem.Kind switch
        {
            SqlProblemKind.Invalid => (StatusCodes.Status400BadRequest, "The query is not valid"),
            SqlProblemKind.Refused => (StatusCodes.Status403Forbidden, "The query is not allowed"),
            SqlProblemKind.LimitExceeded => (StatusCodes.Status422UnprocessableEntity, "The query exceeds a limit"),
            SqlProblemKind.Busy => (StatusCodes.Status429TooManyRequests, "Too many queries at once"),
            SqlProblemKind.Unavailable => (StatusCodes.Status503ServiceUnavailable, "The store is not available"),
            _ => throw new InvalidOperationException($"no status for {problem.Kind}"),
        };
        return new SqlProblemResponse($"/docs/sql#{problem.Code}", title, status, problem.Message, problem.Code, problem.Line, problem.Column);
    }

    static (SqlProblemKind Kind, string Code, string Message) Classify(ClickHouseException failed) => failed.Error switch
    {
        ClickHouseError.Timeout or ClickHouseError.TooSlow =>
            (SqlProblemKind.LimitExceeded, "time_limit", $"the query takes too long: {Text(failed)}; narrow the time range or aggregate less"),
        ClickHouseError.MemoryLimit =>
            (SqlProblemKind.LimitExceeded, "memory_limit", $"the query needs too much memory: {Text(failed)}; narrow the time range or group by fewer values"),
        ClickHouseError.TooManyRows or ClickHouseError.TooManyBytes =>
            (SqlProblemKind.LimitExceeded, "read_limit", $"the query reads too much: {Text(failed)}; narrow the time range"),
        ClickHouseError.TooManyResultRows =>
            (SqlProblemKind.LimitExceeded, "result_limit", $"the result is too large: {Text(failed)}; add LIMIT"),
        ClickHouseError.Cancelled => (SqlProblemKind.LimitExceeded, "cancelled", "the query was cancelled"),
        // The text of these two names accounts, grants and settings, which are none of the user's business.
        ClickHouseError.AccessDenied => (SqlProblemKind.Refused, "access_denied", "the query asks for something beyond the public tables"),
        ClickHouseError.ReadOnly or ClickHouseError.SettingConstraint =>
            (SqlProblemKind.Refused, "read_only", "the query would change data or settings; only reading is allowed"),
        ClickHouseError.TooManyQueries => (SqlProblemKind.Busy, "store_busy", "the store runs too many queries; try again in a moment"),
        ClickHouseError.AuthenticationFailed =>
            (SqlProblemKind.Unavailable, "store_unavailable", "the store does not accept the account for queries; see the server's log"),
        _ => (SqlProblemKind.Invalid, InvalidCode(failed.Error), Text(failed)),
    };

    static string InvalidCode(ClickHouseError error) => error switch
    {
        ClickHouseError.Syntax => "syntax_error",
        ClickHouseError.UnknownIdentifier or ClickHouseError.NoSuchColumn => "unknown_column",
        ClickHouseError.UnknownFunction => "unknown_function",
        ClickHouseError.UnknownTable or ClickHouseError.UnknownDatabase => "unknown_table",
        ClickHouseError.MissingParameter => "missing_parameter",
        ClickHouseError.BadParameter => "bad_parameter",
        ClickHouseError.TypeMismatch => "type_mismatch",
        ClickHouseError.QueryIdInUse => "query_id_in_use",
        _ => "query_failed",
    };

    // The store repeats the whole query after "in scope": the user has it before his eyes.
    static string Text(ClickHouseException failed)
    {
        var text = failed.Message;
        var place = SyntaxPlace().Match(text);
        if (place.Success) text = $"syntax error at \"{place.Groups[1].Value}\"" + (place.Groups[2].Success ? $"; expected {place.Groups[2].Value}" : "");
        var scope = text.IndexOf(" in scope ", StringComparison.OrdinalIgnoreCase);
        if (scope > 0) text = text[..scope] + Maybe().Match(text, scope).Value;
        return text.Length > 1500 ? text[..1500] + "…" : text.TrimEnd(' ', '.', ':');
    }

    static int? PlaceOf(ClickHouseException failed, string query, int prefixBytes)
    {
        if (failed.Position is { } position && position.Offset >= prefixBytes)
            return SourceText.OffsetOfByte(query, position.Offset - prefixBytes);
        var named = Named().Match(failed.Message);
        if (!named.Success) return null;
        var found = Regex.Match(query, $@"(?<![\w]){Regex.Escape(named.Groups[1].Value)}(?![\w])", RegexOptions.IgnoreCase);
        return found.Success ? found.Index : null;
    }

    [GeneratedRegex(@"Syntax error[^:]*: failed at position \d+ \((.*?)\)(?: \(line|: ).*?(?: Expected (.*))?$", RegexOptions.Singleline)]
    private static partial Regex SyntaxPlace();

    [GeneratedRegex(@"[`']([^`']{1,100})[`']")]
    private static partial Regex Named();

    [GeneratedRegex(@"\. Maybe you meant: .*$", RegexOptions.Singleline)]
    private static partial Regex Maybe();
}

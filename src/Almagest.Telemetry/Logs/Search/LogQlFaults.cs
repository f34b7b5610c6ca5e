using Almagest.Model;
using Almagest.Query.LogQL.Engine;
using Almagest.Query.LogQL.Syntax;

namespace Almagest.Telemetry.Logs.Search;

/// <summary>Faults of LogQL queries as faults of the caller, in Loki's words.</summary>
public static class LogQlFaults
{
    /// <summary>A query of lines.</summary>
    /// <exception cref="UserErrorException">It is not LogQL, or asks for numbers.</exception>
    internal static LogSelectorExpr Selector(string query) => Told(() => LogQlParser.Parse(query)) as LogSelectorExpr
        ?? throw new UserErrorException(UserErrorKind.Invalid, "not_lines", "this query gives numbers, not lines: ask for it at /loki/api/v1/query_range");

    /// <summary>Runs what may find a fault in a query.</summary>
    /// <exception cref="UserErrorException">It did.</exception>
    public static T Told<T>(Func<T> run)
    {
        try
        {
            return run();
        }
        catch (Exception fault) when (fault is LogQlParseException or LogQlException)
        {
            throw new UserErrorException(UserErrorKind.Invalid, "invalid_query", fault.Message);
        }
    }

    /// <inheritdoc cref="Told{T}(Func{T})"/>
    public static async Task<T> ToldAsync<T>(Func<Task<T>> run)
    {
        try
        {
            return await run();
        }
        catch (Exception fault) when (fault is LogQlParseException or LogQlException)
        {
            throw new UserErrorException(UserErrorKind.Invalid, "invalid_query", fault.Message);
        }
    }
}

namespace Almagest.Query.GuardedSql;

/// <summary>Why a query was not run.</summary>
/// <param name="Kind">Which family it belongs to.</param>
/// <param name="Code">A stable snake_case word a program can test, such as <c>unknown_table</c>.</param>
/// <param name="Message">What is wrong and what to do, for a person; lower case.</param>
/// <param name="Line">Line of the fault, counted from 1; null when it is not known.</param>
/// <param name="Column">Column of the fault in UTF-16 units, counted from 1; null when it is not known.</param>
public sealed record SqlProblem(SqlProblemKind Kind, string Code, string Message, int? Line = null, int? Column = null);

/// <summary>The families of faults of a query, each one HTTP status.</summary>
public enum SqlProblemKind
{
    /// <summary>400: the text is not a query the store understands.</summary>
    Invalid,

    /// <summary>403: understood, but outside what a query may do.</summary>
    Refused,

    /// <summary>422: over a limit on time, memory or rows.</summary>
    LimitExceeded,

    /// <summary>429: too many queries of this tenant at once.</summary>
    Busy,

    /// <summary>503: the store cannot answer now.</summary>
    Unavailable,
}

/// <summary>A query that cannot or may not run, with the place of the fault.</summary>
public sealed class SqlProblemException(SqlProblem problem) : Exception(problem.Message)
{
    /// <summary>What is wrong and where.</summary>
    public SqlProblem Problem { get; } = problem;
}

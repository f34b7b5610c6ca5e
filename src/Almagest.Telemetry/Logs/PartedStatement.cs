using Almagest.ClickHouse.Http;
using Almagest.Telemetry.Traces;

namespace Almagest.Telemetry.Logs;

/// <summary>A question to the table <c>logs</c>: one statement, or two in one when parts with and without indexes are asked in different ways.</summary>
sealed class PartedStatement
{
    const string Fresh = "endsWith(_part, '_0')";

    readonly string[] _conditions;

    PartedStatement(string[] conditions) => _conditions = conditions;

    /// <summary>A question with a condition.</summary>
    /// <param name="parameters">Takes the values.</param>
    /// <param name="condition">Makes the condition; what it has of the index decides whether the parts differ.</param>
    internal static PartedStatement Of(SqlParameters parameters, Func<BodyIndex, string> condition)
    {
        var index = new BodyIndex(parameters, LogParts.Merged);
        var merged = condition(index);
        return new PartedStatement(index.IsUsed ? [$"NOT {Fresh} AND {merged}", $"{Fresh} AND {condition(new BodyIndex(parameters, LogParts.Fresh))}"] : [merged]);
    }

    /// <summary>A statement of this question for one of several pieces of time.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="isFirst">Whether it may find many lines: the store then drops blocks of lines while it reads those before. Where few are found it is cheaper to
    /// ask the index about all blocks first.</param>
    /// <param name="isMost">Whether most lines of the days it touches are in the piece: the index of words alone tells which blocks to read then, and looking at the
    /// tenant and the time of each block would take as long again.</param>
    internal Statement InPiece(Statement statement, bool isFirst, bool isMost)
    {
        if (isFirst || _conditions.Length == 1)
            return statement;
        statement = statement.Setting("use_skip_indexes_on_data_read", 0);
        return isMost ? statement.Setting("use_primary_key", 0).Setting("ignore_data_skipping_indices", "times") : statement;
    }

    /// <summary>The rows of all parts.</summary>
    /// <param name="select">The statement with a condition.</param>
    internal string Select(Func<string, string> select) => string.Join(" UNION ALL ", _conditions.Select(select));

    /// <summary>The first rows of all parts in an order.</summary>
    /// <param name="select">The statement with a condition.</param>
    /// <param name="order">Order and limit, of columns that the statement gives.</param>
    internal string Select(Func<string, string> select, string order) => _conditions is [var only]
        ? $"{select(only)} {order}" : $"SELECT * FROM ({string.Join(" UNION ALL ", _conditions.Select(c => $"({select(c)} {order})"))}) {order}";
}

using System.Collections.Immutable;

namespace Almagest.ClickHouse.Http;

/// <summary>Where and how a body of rows is stored.</summary>
/// <param name="Table">The table's name, unquoted, without database.</param>
/// <param name="Columns">The columns of the body, in any order; empty means all columns of the table.</param>
public sealed record InsertStatement(string Table, IReadOnlyList<string> Columns)
{
    /// <summary>The format of the body.</summary>
    public string Format { get; init; } = "Native";

    /// <summary>
    /// Stored blocks with this token are stored once, however often they are sent: with it an insert is repeated after a lost
    /// connection or a passing error, without it never. The table needs <c>non_replicated_deduplication_window</c> (or replicas).
    /// </summary>
    public string? DeduplicationToken { get; init; }

    /// <summary>ClickHouse settings of this insert only.</summary>
    public ImmutableDictionary<string, string> Settings { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The id under which the server knows the insert; repetitions append "-2", "-3", …; null lets the client make one.</summary>
    public string? QueryId { get; init; }

    /// <summary>Which part of the program stores; kept as <c>log_comment</c>.</summary>
    public string? Caller { get; init; }

    /// <summary>The longest time of one attempt; null leaves the profile's limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The table's database; null takes the store's.</summary>
    public string? Database { get; init; }

    internal string Sql => Columns.Count == 0
        ? $"INSERT INTO {SqlText.Identifier(Table)} FORMAT {Format}"
        : $"INSERT INTO {SqlText.Identifier(Table)} ({string.Join(", ", Columns.Select(SqlText.Identifier))}) FORMAT {Format}";
}

using System.Collections.Frozen;

namespace Almagest.Query.GuardedSql;

/// <summary>What a query may name: one database and its public tables and views.</summary>
public sealed class SqlCatalog(string database, IEnumerable<string> tables)
{
    readonly FrozenSet<string> _tables = tables.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The only database within reach.</summary>
    public string Database { get; } = database;

    /// <summary>The public tables and views, in ordinal order.</summary>
    public IReadOnlyList<string> Tables => [.. _tables.Order(StringComparer.Ordinal)];

    internal bool Has(string table) => _tables.Contains(table);

    internal bool IsDatabase(string name) => name.Equals(Database, StringComparison.Ordinal);

    /// <summary>Databases of ClickHouse itself; their names are matched ignoring case because one of them exists in both cases.</summary>
    internal static bool IsInternal(string database) =>
        database.Equals("system", StringComparison.OrdinalIgnoreCase)
        || database.Equals("information_schema", StringComparison.OrdinalIgnoreCase)
        || database.StartsWith("_temporary", StringComparison.OrdinalIgnoreCase);
}

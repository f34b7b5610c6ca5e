using System.Collections.Frozen;

namespace Almagest.Query.GuardedSql;

/// <summary>What a query may name: one database, its public tables and the views over them.</summary>
/// <param name="database">The only database within reach.</param>
/// <param name="tables">Tables with a <c>tenant</c> column, each filtered by it.</param>
/// <param name="views">Views over those tables; the filters hold inside them.</param>
public sealed class SqlCatalog(string database, IReadOnlyCollection<string> tables, IReadOnlyCollection<string> views)
{
    readonly FrozenSet<string> _names = tables.Concat(views).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The only database within reach.</summary>
    public string Database => database;

    /// <summary>All public names, in ordinal order.</summary>
    public IReadOnlyList<string> Names => [.. _names.Order(StringComparer.Ordinal)];

    /// <summary>The tables with a <c>tenant</c> column.</summary>
    public IReadOnlyCollection<string> Tables => tables;

    /// <summary>
    /// The value of the setting <c>additional_table_filters</c> that shows one tenant's rows of some tables only. Table names
    /// without a database would match only where the query leaves it out too, so each is written with it.
    /// </summary>
    public string TenantFilters(string tenant, IEnumerable<string> filtered)
    {
        var condition = Quote($"tenant = {Quote(tenant)}");
        return "{" + string.Join(",", filtered.Select(table => $"{Quote($"{Database}.{table}")}:{condition}")) + "}";
    }

    internal bool Has(string name) => _names.Contains(name);

    internal bool IsDatabase(string name) => name.Equals(Database, StringComparison.Ordinal);

    /// <summary>Databases of ClickHouse itself; their names are matched ignoring case because one of them exists in both cases.</summary>
    internal static bool IsInternal(string database) =>
        database.Equals("system", StringComparison.OrdinalIgnoreCase)
        || database.Equals("information_schema", StringComparison.OrdinalIgnoreCase)
        || database.StartsWith("_temporary", StringComparison.OrdinalIgnoreCase);

    static string Quote(string text) =>
        "'" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal) + "'";
}

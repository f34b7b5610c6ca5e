using System.Collections.Frozen;

namespace Almagest.Query.GuardedSql;

/// <summary>What a query may name: one database, its public tables and the views over them.</summary>
/// <param name="database">The only database within reach.</param>
/// <param name="tables">Tables with a <c>tenant</c> column and a row policy on it.</param>
/// <param name="views">Views over those tables; the policies hold inside them.</param>
/// <param name="hidden">Tables that only views name; they have policies too.</param>
public sealed class SqlCatalog(string database, IReadOnlyCollection<string> tables, IReadOnlyCollection<string> views, IReadOnlyCollection<string>? hidden = null)
{
    readonly FrozenSet<string> _names = tables.Concat(views).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The only database within reach.</summary>
    public string Database => database;

    /// <summary>All public names, in ordinal order.</summary>
    public IReadOnlyList<string> Names => [.. _names.Order(StringComparer.Ordinal)];

    /// <summary>The tables with a <c>tenant</c> column, those among them that nobody may name too.</summary>
    public IReadOnlyCollection<string> Tables { get; } = [.. tables, .. hidden ?? []];

    internal bool Has(string name) => _names.Contains(name);

    internal bool IsDatabase(string name) => name.Equals(Database, StringComparison.Ordinal);

    /// <summary>Databases of ClickHouse itself; their names are matched ignoring case because one of them exists in both cases.</summary>
    internal static bool IsInternal(string database) =>
        database.Equals("system", StringComparison.OrdinalIgnoreCase)
        || database.Equals("information_schema", StringComparison.OrdinalIgnoreCase)
        || database.StartsWith("_temporary", StringComparison.OrdinalIgnoreCase);
}

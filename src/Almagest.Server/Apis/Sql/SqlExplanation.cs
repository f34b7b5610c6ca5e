using System.Text.Json;

namespace Almagest.Server.Apis.Sql;

/// <summary>What a query will do.</summary>
/// <param name="Plan">The store's plan as it gives it: nested steps with names and descriptions.</param>
/// <param name="Indexes">Every index the plan uses, in order.</param>
/// <param name="Estimate">How much it will read.</param>
public sealed record SqlExplanation(JsonElement Plan, IReadOnlyList<SqlIndexUse> Indexes, SqlEstimate Estimate);

/// <summary>An index of a table and what it leaves to read.</summary>
/// <param name="Table">The table.</param>
/// <param name="Type">Its kind: MinMax, Partition, PrimaryKey or Skip.</param>
/// <param name="Name">Name of a skip index.</param>
/// <param name="Keys">The columns it looks at.</param>
/// <param name="Condition">What the query says about them; absent when it says nothing.</param>
/// <param name="GranulesBefore">Granules (8,192 rows) before it was used.</param>
/// <param name="GranulesAfter">Granules left.</param>
public sealed record SqlIndexUse(string Table, string? Type, string? Name, IReadOnlyList<string> Keys, string? Condition, long? GranulesBefore, long? GranulesAfter);

/// <summary>How much a query will read, at most.</summary>
/// <param name="Rows">Rows of all tables.</param>
/// <param name="Bytes">Uncompressed bytes, as if every column were read.</param>
/// <param name="Tables">The same by table.</param>
public sealed record SqlEstimate(long Rows, long Bytes, IReadOnlyList<SqlTableEstimate> Tables);

/// <summary>How much a query will read of one table, at most.</summary>
/// <param name="Table">The table.</param>
/// <param name="Parts">Parts touched.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Marks">Granules.</param>
/// <param name="Bytes">Uncompressed bytes, as if every column were read.</param>
public sealed record SqlTableEstimate(string Table, long Parts, long Rows, long Marks, long Bytes);

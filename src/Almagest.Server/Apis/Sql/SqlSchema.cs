namespace Almagest.Server.Apis.Sql;

/// <summary>What there is to ask about.</summary>
/// <param name="Tables">The public tables and views.</param>
/// <param name="Functions">The functions a query may call.</param>
/// <param name="Keywords">The keywords of a query.</param>
public sealed record SqlSchema(IReadOnlyList<SqlTable> Tables, IReadOnlyList<SqlFunction> Functions, IReadOnlyList<string> Keywords);

/// <summary>A public table or view.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind"><c>table</c> or <c>view</c>.</param>
/// <param name="Description">What one row is.</param>
/// <param name="Columns">Its columns, in order.</param>
public sealed record SqlTable(string Name, string Kind, string Description, IReadOnlyList<SqlTableColumn> Columns);

/// <summary>A column of a table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its ClickHouse type.</param>
/// <param name="Description">What it holds; empty when nobody described it.</param>
public sealed record SqlTableColumn(string Name, string Type, string Description);

/// <summary>A function a query may call.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind"><c>aggregate</c>, <c>scalar</c> or <c>table</c>.</param>
/// <param name="Syntax">How it is written; empty when the store does not say.</param>
/// <param name="Description">The first sentence of its documentation; empty when there is none.</param>
public sealed record SqlFunction(string Name, string Kind, string Syntax, string Description);

using System.Collections.Frozen;
using static Almagest.Query.GuardedSql.SqlProblemKind;

namespace Almagest.Query.GuardedSql;

/// <summary>
/// The second layer: checks the tree that the store's own parser made of the text (<c>EXPLAIN AST</c> parses and runs
/// nothing). Here no trick with comments, quotes or positions helps, because these are the very nodes the store would run.
/// Only node types known to be harmless pass, so that syntax of future versions is refused until somebody has looked at it.
/// </summary>
public static class SqlTree
{
    static readonly FrozenSet<string> Nodes = new[]
    {
        "SelectWithUnionQuery", "SelectIntersectExceptQuery", "SelectQuery", "ExpressionList", "Literal", "Identifier", "Function", "Asterisk",
        "QualifiedAsterisk", "ColumnsRegexpMatcher", "ColumnsListMatcher", "QualifiedColumnsRegexpMatcher", "QualifiedColumnsListMatcher",
        "ColumnsTransformerList", "ColumnsExceptTransformer", "ColumnsReplaceTransformer", "ColumnsReplaceTransformer::Replacement",
        "TablesInSelectQuery", "TablesInSelectQueryElement", "TableExpression", "TableIdentifier", "TableJoin", "ArrayJoin", "Subquery",
        "WithElement", "WindowListElement", "WindowDefinition", "OrderByElement", "InterpolateElement", "SampleRatio",
        "Explain", "DescribeQuery", "ShowTables", "ShowColumns", "Set",
    }.ToFrozenSet(StringComparer.Ordinal);

    static readonly FrozenSet<string> Accounts = new[] { "current_user", "currentuser", "session_user", "system_user" }
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    static readonly FrozenSet<string> Explanations = new[]
    {
        "EXPLAIN", "EXPLAIN AST", "EXPLAIN SYNTAX", "EXPLAIN QUERY TREE", "EXPLAIN PIPELINE", "EXPLAIN ESTIMATE",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Checks the lines of <c>EXPLAIN AST</c>: one node each, one blank of indent per level.</summary>
    /// <exception cref="SqlProblemException">The tree holds something a query may not do; it carries no position.</exception>
    public static void Check(IReadOnlyCollection<string> lines, SqlCatalog catalog)
    {
        // "user" without parentheses is the account, unless the query gives that name to something of its own.
        var namesUser = lines.Any(static line => line.Contains(" (alias user)", StringComparison.OrdinalIgnoreCase));
        var parents = new Stack<Node>();
        var last = default(Node);
        foreach (var line in lines)
        {
            var node = Read(line);
            // What is one deeper than the line before is the first child of it.
            var isFirst = node.Depth > last.Depth;
            while (parents.TryPeek(out var above) && above.Depth >= node.Depth) parents.Pop();
            Check(node, parents.TryPeek(out var parent) ? parent.Type : "", catalog);
            if (!namesUser && node.Type == "Identifier" && node.Name.Equals("user", StringComparison.OrdinalIgnoreCase)) throw Account(node.Name);
            if (isFirst && node.Type == "Identifier" && parents.Count > 1) CheckReference(node.Name, parents.ElementAt(1));
            parents.Push(last = node);
        }
    }

    static Node Read(string line)
    {
        var text = line.AsSpan().TrimStart(' ');
        var depth = line.Length - text.Length;
        var end = text.IndexOf(' ');
        if (end < 0) return new Node(depth, text.ToString(), "");
        var type = text[..end].ToString();
        var rest = text[(end + 1)..];
        // "Function count (alias c) (children 1)": the name ends where the annotations begin.
        var annotation = rest.IndexOf(" (");
        return new Node(depth, type, (annotation < 0 ? rest : rest[..annotation]).TrimEnd().ToString());
    }

    static void Check(Node node, string parent, SqlCatalog catalog)
    {
        if (node.Type == "ColumnsApplyTransformer")
            throw Problem(Refused, "clause_refused", "APPLY is not allowed: call the function on each column by name");
        if (!Nodes.Contains(node.Type) || (node.Type == "Explain" && !Explanations.Contains(node.Name)))
            throw Problem(Refused, "statement_refused", $"the construct \"{node.Type}\" is not allowed: only SELECT, EXPLAIN, DESCRIBE and SHOW are");
        CheckOutput(node, parent);
        if (node.Type == "Function") CheckFunction(node.Name, parent == "TableExpression");
        if (node.Type == "TableIdentifier") CheckTable(node.Name, catalog);
        if (node.Type == "Identifier") CheckIdentifier(node.Name, catalog);
    }

    // FORMAT and INTO OUTFILE hang directly below the outermost select; SETTINGS is a Set anywhere but below EXPLAIN.
    static void CheckOutput(Node node, string parent)
    {
        if (parent == "SelectWithUnionQuery" && node.Type is "Identifier" or "Literal")
            throw Problem(Refused, "clause_refused", "FORMAT and INTO OUTFILE are not allowed: choose with ?format=");
        if (node.Type == "Set" && parent != "Explain")
            throw Problem(Refused, "clause_refused", "a SETTINGS clause is not allowed: limits are part of the request");
    }

    static void CheckFunction(string name, bool asTable)
    {
        if (asTable && !SqlFunctions.TableFunctions.Contains(name))
            throw Problem(Refused, "table_function_refused", $"table function \"{name}\" is not allowed");
        if (asTable) return;
        var rule = SqlFunctions.RuleFor(name);
        if (rule == SqlFunctionRule.Refused)
            throw Problem(Refused, "function_refused", $"function \"{name}\" is not allowed: it reaches beyond the public tables");
        if (rule == SqlFunctionRule.Unknown)
            throw Problem(Invalid, "unknown_function", $"function \"{name}\" is not known");
    }

    // The list of arguments stands between a function and what it is called with.
    static void CheckReference(string name, Node function)
    {
        if (function.Type == "Function" && SqlFunctions.IsRefusedReference(function.Name, name))
            throw Problem(Refused, "function_refused", $"function \"{name}\" is not allowed: it reaches beyond the public tables");
    }

    // A name without a database is left to the store: it may be defined in the query, and the account sees public tables only.
    static void CheckTable(string name, SqlCatalog catalog)
    {
        var dot = name.IndexOf('.');
        if (dot < 0) return;
        if (!catalog.IsDatabase(name[..dot]))
            throw Problem(Refused, "database_refused", $"database \"{name[..dot]}\" is out of reach; only \"{catalog.Database}\" is visible");
        if (!catalog.Has(name[(dot + 1)..]))
            throw Problem(Invalid, "unknown_table", $"table \"{name[(dot + 1)..]}\" is not known");
    }

    static void CheckIdentifier(string name, SqlCatalog catalog)
    {
        if (Accounts.Contains(name)) throw Account(name);
        var parts = name.Split('.');
        if (parts.Length < 2) return;
        if (SqlCatalog.IsInternal(parts[0]))
            throw Problem(Refused, "database_refused", $"database \"{parts[0]}\" is not visible: it describes the engine");
        if (catalog.IsDatabase(parts[0]) && !catalog.Has(parts[1]))
            throw Problem(Invalid, "unknown_table", $"table \"{parts[1]}\" is not known");
    }

    static SqlProblemException Account(string name) =>
        Problem(Refused, "function_refused", $"\"{name}\" is not allowed: the store's accounts are not visible; a column of that name needs its table before it, as in t.{name}");

    static SqlProblemException Problem(SqlProblemKind kind, string code, string message) => new(new SqlProblem(kind, code, message));

    readonly record struct Node(int Depth, string Type, string Name);
}

using System.Collections.Frozen;
using static Almagest.Query.GuardedSql.SqlProblemKind;

namespace Almagest.Query.GuardedSql;

/// <summary>
/// Walks a statement and checks every name: what stands before a parenthesis must be an allowed function, what stands where a
/// table does must be public or defined in the query itself, and no path may lead into another database.
/// </summary>
sealed class SqlNames(SqlSource source, SqlCatalog catalog)
{
    // Words that may stand before a parenthesis without being functions. None of them names a function worth refusing.
    static readonly FrozenSet<string> NotFunctions = new[]
    {
        "SELECT", "DISTINCT", "ALL", "FROM", "WHERE", "PREWHERE", "AND", "OR", "NOT", "IN", "ON", "USING", "BY", "HAVING", "QUALIFY", "UNION",
        "EXCEPT", "INTERSECT", "AS", "WITH", "MATERIALIZED", "RECURSIVE", "LIMIT", "OFFSET", "WHEN", "THEN", "ELSE", "CASE", "BETWEEN", "LIKE",
        "ILIKE", "REGEXP", "GLOB", "IS", "JOIN", "OVER", "FILTER", "INTERVAL", "EXISTS", "SETS", "ROLLUP", "CUBE", "COLUMNS", "REPLACE", "STEP",
        "TO", "STALENESS", "INTERPOLATE", "DIV", "MOD", "FOR", "BOTH", "ESCAPE", "SAMPLE", "WITHIN", "VALUES",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    static readonly FrozenSet<string> AfterFrom = new[]
    {
        "WHERE", "PREWHERE", "GROUP", "ORDER", "HAVING", "LIMIT", "WINDOW", "QUALIFY", "UNION", "EXCEPT", "INTERSECT", "OFFSET", "SAMPLE", "USING",
        "WITH", "INTERPOLATE", "FETCH", "SELECT",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    readonly HashSet<string> _defined = DefinedHere(source);
    readonly List<string> _tables = [];
    readonly Stack<Group> _groups = new([new Group()]);

    /// <summary>Checks from a token on and returns the public tables named.</summary>
    internal IReadOnlyList<string> Check(int from)
    {
        if (source[0].Is("DESCRIBE") || source[0].Is("DESC") || source[0].Is("SHOW")) _groups.Peek().ExpectsTable = true;
        for (var at = from; source[at].Kind != SqlTokenKind.End;)
            at = source[at].IsName && (!IsKeyword(at) || IsTableFunction(at)) ? Name(at) : Step(at);
        return [.. _tables.Distinct(StringComparer.Ordinal)];
    }

    // WITH name AS ( … ): any name so defined is known in the whole query; which scope it has is the store's business.
    static HashSet<string> DefinedHere(SqlSource source) =>
        Enumerable.Range(0, source.Count)
            .Where(at => source[at].IsName && source[at + 1].Is("AS") && (source[at + 2].IsSymbol('(') || source[at + 2].Is("MATERIALIZED")))
            .Select(at => source[at].Text)
            .ToHashSet(StringComparer.Ordinal);

    bool IsKeyword(int at) =>
        source[at].Kind == SqlTokenKind.Word && !source[at - 1].IsSymbol('.') && !source[at + 1].IsSymbol('.')
        && (NotFunctions.Contains(source[at].Text) || AfterFrom.Contains(source[at].Text));

    // Directly behind FROM, JOIN or a comma even a keyword is a name when a parenthesis follows: FROM with('a').
    bool IsTableFunction(int at) => _groups.Peek() is { ExpectsTable: true } group && at != group.First && source[at + 1].IsSymbol('(');

    int Step(int at)
    {
        var token = source[at];
        var group = _groups.Peek();
        if (token.IsSymbol('{') && source[at + 1].IsName && source[at + 2].IsSymbol(':')) return Parameter(at);
        if (token.IsSymbol('(') || token.IsSymbol('[') || token.IsSymbol('{')) Open(at, group);
        else if (token.IsSymbol(')') || token.IsSymbol(']') || token.IsSymbol('}')) Close(at);
        else if (token.IsSymbol(',')) group.ExpectsTable = group.InFrom;
        else if (token.Kind == SqlTokenKind.String && group.ExpectsTable && StandsBeforeTable(source[at - 1])) throw TextAsTable(at);
        else if (token.Kind == SqlTokenKind.Word) Keyword(at, group);
        return at + 1;
    }

    // The embedded engine takes a text for a table, and the name of a file for a table made of it.
    static bool StandsBeforeTable(SqlToken token) =>
        token.IsSymbol(',') || token.IsSymbol('(') || token.Is("FROM") || token.Is("JOIN") || token.Is("TABLE") || token.Is("DESCRIBE") || token.Is("DESC");

    SqlProblemException TextAsTable(int at) =>
        source.Problem(at, Refused, "table_refused", "a text is not allowed where a table stands: write the name of the table without quotes or in double ones");

    void Open(int at, Group group)
    {
        var before = source[at - 1];
        var call = before.IsSymbol(')') || (before.IsName && !IsKeyword(at - 1));
        _groups.Push(new Group { IsCall = call, ExpectsTable = group.ExpectsTable, First = at + 1 });
        group.ExpectsTable = false;
    }

    void Close(int at)
    {
        _groups.Pop();
        if (_groups.Count == 0)
            throw source.Problem(at, Invalid, "syntax_error", $"\"{source[at].Text}\" closes nothing");
    }

    void Keyword(int at, Group group)
    {
        var word = source[at];
        if (word.Is("SELECT")) group.IsSelect = true;
        if (word.Is("FROM") && IsTableFrom(at, group)) group.InFrom = group.ExpectsTable = true;
        else if (word.Is("JOIN")) group.InFrom = group.ExpectsTable = !source[at - 1].Is("ARRAY");
        else if (AfterFrom.Contains(word.Text)) group.InFrom = group.ExpectsTable = false;
    }

    // extract(DAY FROM x), substring(s FROM 2), x IS DISTINCT FROM y and WITH FILL FROM 1 name no table.
    bool IsTableFrom(int at, Group group)
    {
        if (group.IsCall && !group.IsSelect && at > group.First) return false;
        if (source[at - 1].Is("DISTINCT") && (source[at - 2].Is("IS") || (source[at - 2].Is("NOT") && source[at - 3].Is("IS")))) return false;
        return !(source[at - 1].Is("FILL") && source[at - 2].Is("WITH"));
    }

    // {name:Type}: values are safe at any place, but an Identifier would become a name this guard has not seen.
    int Parameter(int at)
    {
        var end = at;
        while (!source[end].IsSymbol('}'))
        {
            if (source[end].Kind == SqlTokenKind.End)
                throw source.Problem(at, Invalid, "syntax_error", "the parameter opened here is not closed; write {name:Type}");
            if (source[end].Is("Identifier"))
                throw source.Problem(end, Refused, "parameter_refused", "parameters of type Identifier are not allowed: write the name in the query");
            end++;
        }

        _groups.Peek().ExpectsTable = false;
        return end + 1;
    }

    int Name(int at)
    {
        var group = _groups.Peek();
        var path = Path(at);
        var next = at + (path.Count * 2) - 1;
        if (path.Count > 1 && SqlCatalog.IsInternal(path[0]))
            throw source.Problem(at, Refused, "database_refused", $"database \"{path[0]}\" is not visible: it describes the engine; GET /api/vault/schema lists the tables");
        if (source[next].IsSymbol('(') && !source[at - 1].Is("AS")) Call(at, string.Join('.', path), group.ExpectsTable);
        else if (group.ExpectsTable) Table(at, path);
        else if (path.Count > 1 && catalog.IsDatabase(path[0]) && !catalog.Has(path[1])) throw UnknownTable(at, path[1]);
        group.ExpectsTable = false;
        return next;
    }

    List<string> Path(int at)
    {
        List<string> path = [source[at].Text];
        for (at++; source[at].IsSymbol('.') && source[at + 1].IsName; at += 2) path.Add(source[at + 1].Text);
        return path;
    }

    // arrayMap(file, paths) calls file: a function may be named where a lambda is expected.
    void Reference(int at, string function)
    {
        while (source[at].IsSymbol('(')) at++;
        if (source[at].IsName && !source[at + 1].IsSymbol('.') && !source[at + 1].IsSymbol('(') && SqlFunctions.IsRefusedReference(function, source[at].Text))
            throw source.Problem(at, Refused, "function_refused",
                $"function \"{source[at].Text}\" is not allowed: it reaches beyond the public tables; if it is a column, write its table before it, as in t.{source[at].Text}");
    }

    void Call(int at, string name, bool asTable)
    {
        if (asTable)
        {
            if (!SqlFunctions.TableFunctions.Contains(name))
                throw source.Problem(at, Refused, "table_function_refused",
                    $"table function \"{name}\" is not allowed; allowed are {string.Join(", ", SqlFunctions.TableFunctions.Order(StringComparer.Ordinal))}");
            return;
        }

        var rule = SqlFunctions.RuleFor(name);
        if (rule == SqlFunctionRule.Refused)
            throw source.Problem(at, Refused, "function_refused", $"function \"{name}\" is not allowed: it reaches beyond the public tables");
        if (rule == SqlFunctionRule.Unknown)
            throw source.Problem(at, Invalid, "unknown_function", $"function \"{Shorten(name)}\" is not known{DidYouMean(SqlFunctions.Nearest(name))}");
        Reference(at + 1, name);
    }

    void Table(int at, List<string> path)
    {
        if (path.Count == 1 && _defined.Contains(path[0])) return;
        if (path.Count > 1 && !catalog.IsDatabase(path[0]))
            throw source.Problem(at, Refused, "database_refused", $"database \"{path[0]}\" is out of reach; only \"{catalog.Database}\" is visible");
        var table = path.Count > 1 ? path[1] : path[0];
        if (!catalog.Has(table)) throw UnknownTable(at, table);
        _tables.Add(table);
    }

    SqlProblemException UnknownTable(int at, string table) =>
        source.Problem(at, Invalid, "unknown_table",
            $"table \"{Shorten(table)}\" is not known{DidYouMean(Spelling.Nearest(table, catalog.Names))}; GET /api/vault/schema lists the tables");

    static string Shorten(string name) => name.Length > 100 ? name[..100] + "…" : name;

    static string DidYouMean(string? nearest) => nearest is null ? "" : $"; did you mean \"{nearest}\"?";

    /// <summary>What is known about the parenthesis the walk is in.</summary>
    sealed class Group
    {
        internal bool IsCall { get; init; }
        internal int First { get; init; }
        internal bool IsSelect { get; set; }
        internal bool InFrom { get; set; }
        internal bool ExpectsTable { get; set; }
    }
}

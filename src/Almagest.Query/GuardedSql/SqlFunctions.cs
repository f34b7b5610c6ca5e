using System.Collections.Frozen;

namespace Almagest.Query.GuardedSql;

/// <summary>
/// Which functions a query may call. The list names what is allowed, because an engine gains functions with every release and
/// an unknown one may read files: in the embedded engine the scalar function <c>file</c> reads any file of the machine, and no
/// grant or setting stops it.
/// </summary>
public static class SqlFunctions
{
    const int MaxNameLength = 128;

    // Longest first, so that "MergeState" is not read as "State" after a function "…Merge" nobody has.
    static readonly string[] Combinators =
        ["SimpleState", "OrDefault", "Distinct", "Resample", "ForEach", "ArgMax", "ArgMin", "OrNull", "Tuple", "Merge", "State", "Array", "Null", "Map", "If"];

    /// <summary>Table functions that make up rows and read nothing.</summary>
    public static readonly FrozenSet<string> TableFunctions = new[] { "numbers", "numbers_mt", "generateSeries", "generate_series", "values" }
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // Types with parameters look like calls inside CAST and "::"; operators of the parser's tree appear as functions there.
    static readonly FrozenSet<string> TypesAndOperators = new[]
    {
        "AggregateFunction", "Array", "Bool", "BINARY", "BIT", "CHAR", "CHARACTER", "DEC", "Date", "Date32", "DateTime", "DateTime32", "DateTime64",
        "Decimal", "Decimal32", "Decimal64", "Decimal128", "Decimal256", "Dynamic", "Enum", "Enum8", "Enum16", "FixedString", "FLOAT", "INT", "INTEGER",
        "JSON", "LowCardinality", "Map", "NUMERIC", "Nested", "Nullable", "SimpleAggregateFunction", "String", "TEXT", "TIMESTAMP", "Time64", "Tuple",
        "VARCHAR", "Variant", "lambda", "exists", "grouping", "any", "some", "all",
        "DATE_ADD", "DATE_SUB", "DATEADD", "DATESUB",
        "TIMESTAMP_ADD", "TIMESTAMP_SUB", "TIMESTAMPADD", "TIMESTAMPSUB", "DATE_DIFF", "DATEDIFF", "TRIM", "LTRIM", "RTRIM",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // Brackets and braces stand for these, and a column may well be called "version" or "user".
    static readonly FrozenSet<string> TakesNoFunction = new[] { "array", "arrayElement", "arrayElementOrNull", "map" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    static readonly FrozenSet<string> Allowed = Read(refused: false);
    static readonly FrozenSet<string> Refused = Read(refused: true);

    /// <summary>The names a query may call, aliases included, in ordinal order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Allowed.Order(StringComparer.Ordinal)];

    /// <summary>What is known about a name.</summary>
    public static SqlFunctionRule RuleFor(string name)
    {
        // No function has a longer name; without this limit "IfIfIf…" of 200,000 characters would recurse until the stack ends.
        if (name.Length > MaxNameLength) return SqlFunctionRule.Unknown;
        if (Refused.Contains(name)) return SqlFunctionRule.Refused;
        return Allowed.Contains(name) || TypesAndOperators.Contains(name) || IsCombined(name) ? SqlFunctionRule.Allowed : SqlFunctionRule.Unknown;
    }

    /// <summary>
    /// Whether a bare name that stands first among the arguments of a function may not be one of a refused function: the engine reads
    /// <c>arrayMap(file, paths)</c> as <c>arrayMap(x -> file(x), paths)</c>. All functions that do so begin with these words.
    /// </summary>
    internal static bool IsRefusedReference(string function, string argument) =>
        (function.StartsWith("array", StringComparison.OrdinalIgnoreCase) || function.StartsWith("map", StringComparison.OrdinalIgnoreCase))
        && !TakesNoFunction.Contains(function) && RuleFor(argument) == SqlFunctionRule.Refused;

    /// <summary>The allowed name most like a mistyped one, or null when none is near.</summary>
    internal static string? Nearest(string name) => name.Length > MaxNameLength ? null : Spelling.Nearest(name, Names);

    // sumIf, uniqStateForEach, … : an allowed function with any number of aggregate combinators behind it.
    static bool IsCombined(string name)
    {
        foreach (var combinator in Combinators)
        {
            if (name.Length <= combinator.Length || !name.EndsWith(combinator, StringComparison.Ordinal)) continue;
            var stem = name[..^combinator.Length];
            if (!Refused.Contains(stem) && (Allowed.Contains(stem) || IsCombined(stem))) return true;
        }

        return false;
    }

    static FrozenSet<string> Read(bool refused)
    {
        using var stream = typeof(SqlFunctions).Assembly.GetManifestResourceStream("GuardedSql.functions.txt")
            ?? throw new InvalidOperationException("the list of SQL functions is missing from the program");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n')
            .Where(line => !line.StartsWith('#') && line.StartsWith('!') == refused)
            .SelectMany(static line => line.TrimStart('!').Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }
}

/// <summary>What the guard knows about a function's name.</summary>
public enum SqlFunctionRule
{
    /// <summary>Not on any list: unknown to us or a typing error.</summary>
    Unknown,

    /// <summary>May be called.</summary>
    Allowed,

    /// <summary>Known and refused.</summary>
    Refused,
}

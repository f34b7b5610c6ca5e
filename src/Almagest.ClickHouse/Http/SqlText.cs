namespace Almagest.ClickHouse.Http;

/// <summary>Quotes what cannot be a parameter.</summary>
public static class SqlText
{
    /// <summary>A name of a table, column or database in backquotes, safe for any text.</summary>
    public static string Identifier(string name) =>
        "`" + name.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("`", @"\`", StringComparison.Ordinal) + "`";
}

using System.Collections.Frozen;
using Almagest.ClickHouse.Http;
using Almagest.Query.GuardedSql;

namespace Almagest.Server.Apis.Sql;

/// <summary>A form in which results are returned.</summary>
/// <param name="Name">Its name in <c>?format=</c>.</param>
/// <param name="EngineName">The store's format it is made from.</param>
/// <param name="MediaType">Its content type.</param>
/// <param name="Extension">Ending of the file name a browser proposes.</param>
sealed record SqlFormat(string Name, string EngineName, string MediaType, string Extension)
{
    static readonly FrozenDictionary<string, SqlFormat> Formats = new SqlFormat[]
    {
        new("json", "JSONCompactEachRowWithProgress", "application/json; charset=utf-8", "json"),
        new("csv", "CSVWithNames", "text/csv; charset=utf-8; header=present", "csv"),
        new("ndjson", "JSONEachRow", "application/x-ndjson; charset=utf-8", "ndjson"),
        new("parquet", "Parquet", "application/vnd.apache.parquet", "parquet"),
        new("arrow", "ArrowStream", "application/vnd.apache.arrow.stream", "arrows"),
    }.ToFrozenDictionary(static f => f.Name, StringComparer.Ordinal);

    /// <summary>The names that may be asked for.</summary>
    internal static IEnumerable<string> Names => Formats.Keys.Order(StringComparer.Ordinal);

    internal bool IsJson => Name == "json";

    /// <summary>The format of a name; JSON for none.</summary>
    /// <exception cref="SqlProblemException">There is no such format.</exception>
    internal static SqlFormat Of(string? name) =>
        Formats.TryGetValue(string.IsNullOrEmpty(name) ? "json" : name, out var format) ? format
        : throw new SqlProblemException(new SqlProblem(
            SqlProblemKind.Invalid, "unknown_format", $"format \"{name}\" is not known; expected one of {string.Join(", ", Names)}"));

    /// <summary>Adds the settings that give this form. JSON asks for one row more than wanted, to know whether there are more.</summary>
    internal Statement Apply(Statement statement, int rows, bool quoteBigIntegers)
    {
        var limited = statement.Setting("limit", IsJson ? rows + 1 : rows);
        return Name switch
        {
            "json" or "ndjson" => limited
                .Setting("output_format_json_quote_denormals", 1)
                .Setting("output_format_json_quote_64bit_integers", quoteBigIntegers ? 1 : 0),
            "csv" => limited.Setting("output_format_csv_crlf_end_of_line", 1).Setting("format_csv_null_representation", ""),
            // The readers of JavaScript know no compressed Arrow buffers.
            "arrow" => limited.Setting("output_format_arrow_compression_method", "none"),
            _ => limited,
        };
    }
}

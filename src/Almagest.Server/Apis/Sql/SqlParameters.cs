using System.Text.Json;
using System.Text.RegularExpressions;
using Almagest.ClickHouse.Http;
using Almagest.Query.GuardedSql;

namespace Almagest.Server.Apis.Sql;

/// <summary>Puts the values of a request beside its query. They reach the store as parameters, never as text.</summary>
static partial class SqlParameters
{
    const int MaxCount = 200;

    /// <summary>The statement with the values.</summary>
    /// <exception cref="SqlProblemException">A name or a value cannot be a parameter.</exception>
    internal static Statement Add(Statement statement, IReadOnlyDictionary<string, JsonElement>? parameters)
    {
        if (parameters is null) return statement;
        if (parameters.Count > MaxCount) throw Bad($"{parameters.Count} parameters were given; at most {MaxCount} are allowed");
        foreach (var (name, value) in parameters)
        {
            if (!ParameterName().IsMatch(name))
                throw Bad($"parameter \"{name}\" has no valid name: expected a letter or \"_\" followed by letters, digits and \"_\"");
            statement = Add(statement, name, value);
        }

        return statement;
    }

    static Statement Add(Statement statement, string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => statement.With(name, value.GetString()),
        JsonValueKind.Number => statement.With(name, value.GetRawText()),
        JsonValueKind.True or JsonValueKind.False => statement.With(name, value.GetBoolean()),
        JsonValueKind.Null => statement.With(name, (string?)null),
        JsonValueKind.Array => AddArray(statement, name, [.. value.EnumerateArray()]),
        JsonValueKind.Object => AddMap(statement, name, value),
        _ => throw Bad($"parameter \"{name}\" has no value"),
    };

    static Statement AddArray(Statement statement, string name, JsonElement[] values)
    {
        if (values.All(static v => v.ValueKind is JsonValueKind.String or JsonValueKind.Null))
            return statement.With(name, values.Select(static v => v.GetString()));
        if (!values.All(static v => v.ValueKind == JsonValueKind.Number))
            throw Bad($"parameter \"{name}\" must be an array of texts or an array of numbers");
        if (values.All(static v => v.TryGetInt64(out _))) return statement.With(name, values.Select(static v => v.GetInt64()));
        return values.All(static v => v.TryGetUInt64(out _))
            ? statement.With(name, values.Select(static v => v.GetUInt64()))
            : statement.With(name, values.Select(static v => v.GetDouble()));
    }

    static Statement AddMap(Statement statement, string name, JsonElement value)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
            pairs[member.Name] = member.Value.ValueKind == JsonValueKind.String && member.Value.GetString() is { } text
                ? text
                : throw Bad($"parameter \"{name}\" must be an object of texts; \"{member.Name}\" is none");
        return statement.With(name, pairs);
    }

    static SqlProblemException Bad(string message) => new(new SqlProblem(SqlProblemKind.Invalid, "bad_parameter", message));

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]{0,63}$")]
    private static partial Regex ParameterName();
}

using System.Text;
using System.Text.Json;

namespace Almagest.Server.Ingest.Elasticsearch;

/// <summary>The line before a document in a bulk request: what to do with it and where it goes.</summary>
/// <param name="Name">index, create, update or delete.</param>
/// <param name="Index">The index; empty when neither the line nor the address names one.</param>
/// <param name="Id">The id the sender chose, or null.</param>
readonly record struct BulkAction(string Name, string Index, string? Id)
{
    /// <summary>Whether a document follows.</summary>
    internal bool HasDocument => Name != "delete";

    /// <summary>Whether it adds a document, the only thing done to logs.</summary>
    internal bool Adds => Name is "index" or "create";

    // Hot path: per document.
    /// <summary>Reads an action line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="number">Its number, from 1, for messages.</param>
    /// <param name="previous">The action before: its strings are used again.</param>
    /// <param name="defaultIndex">The index in the address.</param>
    /// <exception cref="ElasticException">It is no action line; nothing of the request may be kept.</exception>
    internal static BulkAction Read(ReadOnlySpan<byte> line, int number, in BulkAction previous, string defaultIndex)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                throw Malformed(number, "START_OBJECT", reader.TokenType);
            if (!reader.Read() || reader.TokenType != JsonTokenType.PropertyName)
                throw Malformed(number, "FIELD_NAME", reader.TokenType);
            var name = NameOf(ref reader) ?? throw ElasticException.IllegalArgument(
                $"Malformed action/metadata line [{number}], expected one of [create, delete, index, update] but found [{reader.GetString()}]");
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                throw Malformed(number, "START_OBJECT", reader.TokenType);
            return ReadMetadata(ref reader, name, previous, defaultIndex);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw ElasticException.IllegalArgument($"Malformed action/metadata line [{number}]: {error.Message}");
        }
    }

    static string? NameOf(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("index"u8) ? "index"
        : reader.ValueTextEquals("create"u8) ? "create"
        : reader.ValueTextEquals("update"u8) ? "update"
        : reader.ValueTextEquals("delete"u8) ? "delete" : null;

    static BulkAction ReadMetadata(ref Utf8JsonReader reader, string name, in BulkAction previous, string defaultIndex)
    {
        var (index, id) = (defaultIndex, (string?)null);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isIndex, isId) = (reader.ValueTextEquals("_index"u8), reader.ValueTextEquals("_id"u8));
            reader.Read();
            if (isIndex && reader.TokenType == JsonTokenType.String)
                index = reader.ValueTextEquals(previous.Index) ? previous.Index : reader.GetString() ?? "";
            else if (isId && reader.TokenType is JsonTokenType.String or JsonTokenType.Number)
                id = reader.TokenType == JsonTokenType.String ? reader.GetString() : Encoding.UTF8.GetString(reader.ValueSpan);
            else
                reader.Skip();
        }

        return new BulkAction(name, index, id);
    }

    static ElasticException Malformed(int number, string expected, JsonTokenType found) => ElasticException.IllegalArgument(
        $"Malformed action/metadata line [{number}], expected {expected} but found [{Token(found)}]");

    static string Token(JsonTokenType type) => type switch
    {
        JsonTokenType.StartObject => "START_OBJECT",
        JsonTokenType.EndObject => "END_OBJECT",
        JsonTokenType.StartArray => "START_ARRAY",
        JsonTokenType.EndArray => "END_ARRAY",
        JsonTokenType.PropertyName => "FIELD_NAME",
        JsonTokenType.String => "VALUE_STRING",
        JsonTokenType.Number => "VALUE_NUMBER",
        JsonTokenType.True or JsonTokenType.False => "VALUE_BOOLEAN",
        JsonTokenType.Null => "VALUE_NULL",
        _ => "null",
    };
}

using System.Text.Json;
using Almagest.ClickHouse.Formats;
using Almagest.Model;
using Almagest.Server.Ingest.Logs;

namespace Almagest.Server.Ingest.Loki;

/// <summary>Walks JSON of an expected form. A reader stands on the token that is looked at.</summary>
static class JsonForm
{
    /// <summary>Expects the start of an object.</summary>
    internal static void Object(ref Utf8JsonReader reader, string what)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Unexpected(ref reader, what, "an object");
    }

    /// <summary>Expects the start of an array.</summary>
    internal static void Array(ref Utf8JsonReader reader, string what)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw Unexpected(ref reader, what, "an array");
    }

    /// <summary>Moves to the next name of an object; false at its end.</summary>
    internal static bool Field(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    /// <summary>Moves to the next item of an array; false at its end.</summary>
    internal static bool Item(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType != JsonTokenType.EndArray;

    // Hot path: per text.
    /// <summary>A string or name: a slice of the body, or of <paramref name="scratch"/> when it has escapes; valid until that is written to.</summary>
    internal static ReadOnlySpan<byte> Text(scoped ref Utf8JsonReader reader, ByteBuffer scratch, string what)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName))
            throw Unexpected(ref reader, what, "a string");
        return JsonText.Read(ref reader, scratch);
    }

    /// <summary>The fault that something else was expected.</summary>
    internal static UserErrorException Unexpected(scoped ref Utf8JsonReader reader, string what, string expected) => new(UserErrorKind.Invalid, "invalid_json",
        $"{what} at byte {reader.TokenStartIndex} is {Name(reader.TokenType)}: expected {expected}");

    static string Name(JsonTokenType type) => type switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "a boolean",
        JsonTokenType.Null => "null",
        _ => "a string",
    };
}

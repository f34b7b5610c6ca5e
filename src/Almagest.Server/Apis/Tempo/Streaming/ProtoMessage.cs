using System.Collections.Frozen;
using System.Globalization;

namespace Almagest.Server.Apis.Tempo.Streaming;

/// <summary>A message of protobuf: its fields by the names they have in JSON.</summary>
sealed record ProtoMessage(FrozenDictionary<string, ProtoField> Fields)
{
    /// <summary>Messages by name, from lines such as <c>Exemplar: labels=1 KeyValue, value=2 double</c>; <c>map X</c> is a map from texts to X.</summary>
    internal static Dictionary<string, ProtoMessage> Parse(string table)
    {
        var messages = new Dictionary<string, ProtoMessage>(StringComparer.Ordinal);
        foreach (var line in table.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            messages[line[..colon]] = new ProtoMessage(line[(colon + 1)..].Split(',', StringSplitOptions.TrimEntries).Select(text => Field(text, messages))
                .ToFrozenDictionary(static f => f.Name, static f => f.Field, StringComparer.Ordinal));
        }

        return messages;
    }

    static (string Name, ProtoField Field) Field(string text, Dictionary<string, ProtoMessage> messages)
    {
        var (equals, space) = (text.IndexOf('=', StringComparison.Ordinal), text.IndexOf(' ', StringComparison.Ordinal));
        var type = text[(space + 1)..];
        var isMap = type.StartsWith("map ", StringComparison.Ordinal);
        var name = isMap ? type[4..] : type;
        var kind = name switch { "text" => ProtoKind.Text, "int" => ProtoKind.Varint, "double" => ProtoKind.Double, _ => ProtoKind.Message };
        // Looked up when needed: a value may hold values.
        return (text[..equals], new ProtoField(int.Parse(text[(equals + 1)..space], CultureInfo.InvariantCulture), kind, isMap, () => messages[name]));
    }
}

/// <summary>A field of a message.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Kind">How its value is written.</param>
/// <param name="IsMap">Whether it is a map from texts to such values.</param>
/// <param name="Message">Its type, when it is a message.</param>
sealed record ProtoField(int Number, ProtoKind Kind, bool IsMap, Func<ProtoMessage> Message);

/// <summary>How a value is written.</summary>
enum ProtoKind
{
    /// <summary>A string.</summary>
    Text,

    /// <summary>A whole number, an enumeration or a truth value.</summary>
    Varint,

    /// <summary>Eight bytes.</summary>
    Double,

    /// <summary>A message.</summary>
    Message,
}

namespace Almagest.Server.Ingest.Otlp.Json;

/// <summary>How the value of a field stands in JSON and in protobuf (https://protobuf.dev/programming-guides/json).</summary>
enum JsonKind
{
    /// <summary>A message.</summary>
    Message,

    /// <summary>Text.</summary>
    Text,

    /// <summary>Bytes in base64, of either alphabet, with or without padding.</summary>
    Base64,

    /// <summary>Bytes in hexadecimal digits: trace and span ids, where OTLP departs from protobuf's JSON.</summary>
    Hex,

    /// <summary>true or false.</summary>
    Boolean,

    /// <summary>A number, or the name of one.</summary>
    Enum,

    /// <summary>uint32, as varint.</summary>
    UInt32,

    /// <summary>uint64, as varint.</summary>
    UInt64,

    /// <summary>int64, as varint.</summary>
    Int64,

    /// <summary>sint32, as zigzag varint.</summary>
    ZigZag,

    /// <summary>fixed64.</summary>
    Fixed64,

    /// <summary>sfixed64.</summary>
    SFixed64,

    /// <summary>fixed32.</summary>
    Fixed32,

    /// <summary>A double; "NaN", "Infinity" and "-Infinity" as text.</summary>
    Double,
}

/// <summary>One field of a message.</summary>
/// <param name="Name">Its name in camelCase.</param>
/// <param name="Number">Its number in protobuf.</param>
/// <param name="Kind">Its form.</param>
/// <param name="Message">The message it holds.</param>
/// <param name="Repeated">Whether it is an array.</param>
sealed record JsonField(string Name, int Number, JsonKind Kind, string? Message, bool Repeated);

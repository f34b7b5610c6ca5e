namespace Almagest.Server.Ingest.Otlp.Json;

/// <summary>How the value of a field stands in JSON and in protobuf.</summary>
enum JsonKind
{
    /// <summary>A message, or an array of messages.</summary>
    Message,

    /// <summary>Text.</summary>
    Text,

    /// <summary>Bytes in base64.</summary>
    Base64,

    /// <summary>Bytes in hexadecimal digits: trace and span ids, where OTLP departs from protobuf's JSON.</summary>
    Hex,

    /// <summary>An integer, truth value or enum as varint.</summary>
    Varint,

    /// <summary>A signed integer as zigzag varint.</summary>
    ZigZag,

    /// <summary>An integer in eight bytes.</summary>
    Fixed64,

    /// <summary>An integer in four bytes.</summary>
    Fixed32,

    /// <summary>A double; "NaN", "Infinity" and "-Infinity" as text.</summary>
    Double,
}

/// <summary>One field of a message: its number, its form, and the message it holds.</summary>
sealed record JsonField(int Number, JsonKind Kind, string? Message = null);

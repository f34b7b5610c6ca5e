namespace Almagest.Telemetry.Schema;

/// <summary>The type an attribute was sent with (OpenTelemetry's AnyValue), as the letter stored beside its text.</summary>
public enum AttributeType : byte
{
    /// <summary>No value at all; stored as empty text.</summary>
    Empty = (byte)'n',

    /// <summary>A string; stored as it is.</summary>
    String = (byte)'s',

    /// <summary>A boolean; stored as <c>true</c> or <c>false</c>.</summary>
    Boolean = (byte)'b',

    /// <summary>A signed 64-bit integer; stored in decimal.</summary>
    Integer = (byte)'i',

    /// <summary>A double; stored as the shortest text that gives the same bits back.</summary>
    Double = (byte)'d',

    /// <summary>Bytes; stored in base64.</summary>
    Bytes = (byte)'y',

    /// <summary>A list; stored as JSON.</summary>
    Array = (byte)'a',

    /// <summary>A list of keys and values; stored as JSON.</summary>
    Map = (byte)'m',
}

namespace Almagest.ClickHouse.Formats.Reading;

/// <summary>Bytes that are not what the format prescribes: cut off, damaged, or of a type this program does not read.</summary>
public sealed class ClickHouseFormatException(string message, long offset) : Exception($"{message} (at byte {offset} of the result)")
{
    /// <summary>How many bytes of the result had been read.</summary>
    public long Offset { get; } = offset;
}

namespace Almagest.Server.Ingest.Otlp.Decoding;

/// <summary>The rules for trace ids (16 bytes) and span ids (8 bytes); all zero means not given, as in W3C Trace Context.</summary>
static class RecordId
{
    /// <summary>Bytes of a trace id.</summary>
    internal const int TraceBytes = 16;

    /// <summary>Bytes of a span id.</summary>
    internal const int SpanBytes = 8;

    /// <summary>Whether the id has the right length and is not all zero.</summary>
    internal static bool IsGiven(ReadOnlySpan<byte> id, int length) => id.Length == length && id.ContainsAnyExcept((byte)0);

    /// <summary>Whether the id is absent or has the right length.</summary>
    internal static bool IsOptional(ReadOnlySpan<byte> id, int length) => id.IsEmpty || id.Length == length;

    /// <summary>The id, or nothing when it is all zero.</summary>
    internal static ReadOnlySpan<byte> OrEmpty(ReadOnlySpan<byte> id) => id.ContainsAnyExcept((byte)0) ? id : [];
}

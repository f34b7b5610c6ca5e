namespace Almagest.Server.Ingest.Otlp.Decoding;

/// <summary>The request is not valid protobuf or JSON of OTLP: all of it is refused with 400 or INVALID_ARGUMENT.</summary>
sealed class OtlpFormatException(string message) : Exception(message);

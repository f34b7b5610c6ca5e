namespace Almagest.Server.Ingest.Otlp.Decoding;

/// <summary>Goes through the KeyValue fields of an encoded message.</summary>
/// <param name="message">Whose.</param>
/// <param name="field">Number of the repeated field.</param>
ref struct AttributeFields(ReadOnlySpan<byte> message, int field)
{
    ProtoReader _reader = new(message);

    // Hot path: per record.
    /// <summary>Moves to the next attribute; false after the last.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="value">The encoded AnyValue.</param>
    /// <exception cref="OtlpFormatException">It is not valid protobuf.</exception>
    internal bool Next(out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        while (_reader.Next())
        {
            if (_reader.Field == field)
            {
                AttributeDecoder.Split(_reader.Bytes(), out key, out value);
                return true;
            }

            _reader.Skip();
        }

        key = [];
        value = [];
        return false;
    }
}

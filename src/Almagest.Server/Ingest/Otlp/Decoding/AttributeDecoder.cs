using Almagest.ClickHouse.Formats;
using Almagest.Telemetry.Schema;

namespace Almagest.Server.Ingest.Otlp.Decoding;

/// <summary>Appends the KeyValue fields of a message to attribute columns, within the limits of the options. For one thread.</summary>
sealed class AttributeDecoder(AnyValueDecoder values, OtlpOptions options)
{
    // Hot path: per record.
    /// <summary>
    /// Appends the attributes that stand in <paramref name="field"/> of <paramref name="message"/> as one row; returns how many were
    /// over the limit and left out.
    /// </summary>
    /// <exception cref="OtlpFormatException">An attribute is not valid protobuf.</exception>
    internal uint Append<TValues>(ReadOnlySpan<byte> message, int field, AttributeColumns<TValues> columns)
        where TValues : Column
    {
        var found = 0;
        try
        {
            var reader = new ProtoReader(message);
            while (reader.Next())
            {
                if (reader.Field != field)
                {
                    reader.Skip();
                    continue;
                }

                var pair = reader.Bytes();
                if (++found <= options.MaxAttributes)
                    columns.AddType(AppendPair(pair, columns.Map));
            }
        }
        finally
        {
            // Clearing a discarded batch does not reach the letters of an open row: the next request would get them.
            columns.EndRow();
        }

        return (uint)Math.Max(0, found - options.MaxAttributes);
    }

    /// <summary>Appends one KeyValue to a map and leaves its row open.</summary>
    /// <exception cref="OtlpFormatException">It is not valid protobuf.</exception>
    internal AttributeType AppendPair<TValues>(ReadOnlySpan<byte> pair, MapColumn<TValues> map)
        where TValues : Column
    {
        Split(pair, out var key, out var value);
        var type = values.Decode(value, options.MaxAttributeBytes, out var text);
        map.Keys.Append(Utf8Text.Cut(Utf8Text.Clean(key), options.MaxAttributeBytes));
        if (map.Values is StringColumn strings)
            strings.Append(text);
        if (map.Values is LowCardinalityColumn shared)
            shared.Append(text);
        return type;
    }

    /// <summary>The key and the encoded AnyValue of a KeyValue.</summary>
    /// <exception cref="OtlpFormatException">It is not valid protobuf.</exception>
    internal static void Split(ReadOnlySpan<byte> pair, out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        key = [];
        value = [];
        var reader = new ProtoReader(pair);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    key = reader.Bytes();
                    break;
                case 2:
                    value = reader.Bytes();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }
}

using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Almagest.Telemetry.Schema;

namespace Almagest.Server.Ingest.Otlp.Decoding;

/// <summary>
/// Turns an AnyValue (opentelemetry/proto/common/v1/common.proto) into UTF-8 text and the letter of its type. Lists and maps become
/// JSON, in which bytes are base64 and doubles without a JSON form (NaN, infinities) are strings. For one thread.
/// </summary>
sealed class AnyValueDecoder : IDisposable
{
    // Far above what SDKs send, and far below what would exhaust the stack.
    const int MaxDepth = 32;

    readonly ArrayBufferWriter<byte> _buffer = new(256);
    readonly Utf8JsonWriter _json;

    internal AnyValueDecoder() => _json = new Utf8JsonWriter(
        _buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

    // Hot path: per attribute.
    /// <summary>Decodes a value; the text is valid until the next call and as long as the input is.</summary>
    /// <exception cref="OtlpFormatException">It is not valid protobuf, or is nested more than 32 levels deep.</exception>
    internal AttributeType Decode(ReadOnlySpan<byte> value, int maxBytes, out ReadOnlySpan<byte> text)
    {
        var type = Read(value, out var number, out var bytes);
        _buffer.ResetWrittenCount();
        text = Utf8Text.Cut(type switch
        {
            AttributeType.Empty => [],
            AttributeType.String => Utf8Text.Clean(bytes),
            AttributeType.Boolean => number != 0 ? "true"u8 : "false"u8,
            AttributeType.Integer => Integer((long)number),
            AttributeType.Double => Double(BitConverter.UInt64BitsToDouble(number)),
            AttributeType.Bytes => Base64Text(bytes),
            _ => Json(type, bytes),
        }, maxBytes);
        return type;
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    // The last field of the oneof wins, as protobuf has it.
    static AttributeType Read(ReadOnlySpan<byte> value, out ulong number, out ReadOnlySpan<byte> bytes)
    {
        number = 0;
        bytes = [];
        var type = AttributeType.Empty;
        var reader = new ProtoReader(value);
        while (reader.Next())
        {
            var found = TypeOf(reader.Field);
            if (found == AttributeType.Empty)
            {
                reader.Skip();
                continue;
            }

            type = found;
            if (found is AttributeType.Boolean or AttributeType.Integer)
                number = reader.UInt64();
            else if (found is AttributeType.Double)
                number = reader.Fixed64();
            else
                bytes = reader.Bytes();
        }

        return type;
    }

    static AttributeType TypeOf(int field) => field switch
    {
        1 => AttributeType.String,
        2 => AttributeType.Boolean,
        3 => AttributeType.Integer,
        4 => AttributeType.Double,
        5 => AttributeType.Array,
        6 => AttributeType.Map,
        7 => AttributeType.Bytes,
        _ => AttributeType.Empty,
    };

    ReadOnlySpan<byte> Integer(long value)
    {
        value.TryFormat(_buffer.GetSpan(20), out var written, default, CultureInfo.InvariantCulture);
        _buffer.Advance(written);
        return _buffer.WrittenSpan;
    }

    ReadOnlySpan<byte> Double(double value)
    {
        value.TryFormat(_buffer.GetSpan(32), out var written, default, CultureInfo.InvariantCulture);
        _buffer.Advance(written);
        return _buffer.WrittenSpan;
    }

    ReadOnlySpan<byte> Base64Text(ReadOnlySpan<byte> bytes)
    {
        Base64.EncodeToUtf8(bytes, _buffer.GetSpan(Base64.GetMaxEncodedToUtf8Length(bytes.Length)), out _, out var written);
        _buffer.Advance(written);
        return _buffer.WrittenSpan;
    }

    ReadOnlySpan<byte> Json(AttributeType type, ReadOnlySpan<byte> items)
    {
        _json.Reset();
        WriteItems(type, items, 1);
        _json.Flush();
        return _buffer.WrittenSpan;
    }

    void WriteItems(AttributeType type, ReadOnlySpan<byte> items, int depth)
    {
        if (depth > MaxDepth)
            throw new OtlpFormatException($"a value is nested more than {MaxDepth} levels deep");
        var isMap = type == AttributeType.Map;
        if (isMap)
            _json.WriteStartObject();
        if (!isMap)
            _json.WriteStartArray();
        var reader = new ProtoReader(items);
        while (reader.Next())
        {
            if (reader.Field != 1)
            {
                reader.Skip();
                continue;
            }

            var item = reader.Bytes();
            if (isMap)
            {
                AttributeDecoder.Split(item, out var key, out item);
                _json.WritePropertyName(Utf8Text.Clean(key));
            }

            WriteValue(item, depth);
        }

        if (isMap)
            _json.WriteEndObject();
        if (!isMap)
            _json.WriteEndArray();
    }

    void WriteValue(ReadOnlySpan<byte> value, int depth)
    {
        var type = Read(value, out var number, out var bytes);
        switch (type)
        {
            case AttributeType.Empty:
                _json.WriteNullValue();
                break;
            case AttributeType.String:
                _json.WriteStringValue(Utf8Text.Clean(bytes));
                break;
            case AttributeType.Boolean:
                _json.WriteBooleanValue(number != 0);
                break;
            case AttributeType.Integer:
                _json.WriteNumberValue((long)number);
                break;
            case AttributeType.Double:
                WriteDouble(BitConverter.UInt64BitsToDouble(number));
                break;
            case AttributeType.Bytes:
                _json.WriteBase64StringValue(bytes);
                break;
            default:
                WriteItems(type, bytes, depth + 1);
                break;
        }
    }

    void WriteDouble(double value)
    {
        if (double.IsFinite(value))
        {
            _json.WriteNumberValue(value);
            return;
        }

        _json.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
    }
}

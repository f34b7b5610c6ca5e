using Almagest.ClickHouse.Formats;
using Almagest.Telemetry.Schema;

namespace Almagest.Server.Ingest.Otlp.Decoding;

/// <summary>
/// Reads a resource's entity references (field 3): schema URL (1), type (2), keys that identify (3) and keys that describe (4), as in
/// opentelemetry/proto/common/v1/common.proto.
/// </summary>
static class EntityDecoder
{
    // A resource names a handful of entities with a handful of keys; far more are a fault of the sender and are left out.
    const int MaxEntities = 64;
    const int MaxKeys = 256;

    /// <summary>Appends one row: the entities of <paramref name="resource"/>.</summary>
    /// <exception cref="OtlpFormatException">The message is not valid protobuf.</exception>
    internal static void Append(ReadOnlySpan<byte> resource, EntityColumns entities)
    {
        var left = MaxEntities;
        var reader = new ProtoReader(resource);
        while (reader.Next())
        {
            if (reader.Field == 3 && left-- > 0)
                AppendEntity(reader.Bytes(), entities);
            else
                reader.Skip();
        }

        entities.EndRow();
    }

    static void AppendEntity(ReadOnlySpan<byte> message, EntityColumns entities)
    {
        var schemaUrl = ReadOnlySpan<byte>.Empty;
        var type = ReadOnlySpan<byte>.Empty;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    schemaUrl = reader.Bytes();
                    break;
                case 2:
                    type = reader.Bytes();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        entities.SchemaUrl.Append(Utf8Text.Clean(schemaUrl));
        entities.Type.Append(Utf8Text.Clean(type));
        AppendKeys(message, 3, entities.IdKeys);
        AppendKeys(message, 4, entities.DescriptionKeys);
    }

    static void AppendKeys(ReadOnlySpan<byte> message, int field, ArrayColumn<LowCardinalityColumn> keys)
    {
        var left = MaxKeys;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field == field && left-- > 0)
                keys.Items.Append(Utf8Text.Clean(reader.Bytes()));
            else
                reader.Skip();
        }

        keys.EndRow();
    }
}

using Almagest.ClickHouse.Formats;
using Almagest.Telemetry.Schema;
using Almagest.Telemetry.Writing;

namespace Almagest.Server.Ingest.Otlp.Decoding;

/// <summary>
/// Walks what the requests of all signals share: resources (field 1), in each of them a Resource (1), scopes (2) and a schema URL (3),
/// and in each scope an InstrumentationScope (1), records (2) and a schema URL (3). Registers resources and scopes on the way.
/// Numbers as in opentelemetry/proto/{resource,common,trace,logs,metrics}/v1. For one request and thread.
/// </summary>
sealed class ResourceScopeDecoder(TelemetryBatch batch, DecodeContext context, AnyValueDecoder values)
{
    readonly AttributeDecoder _attributes = new(values, context.Options);
    bool _originWritten;

    /// <summary>Which catalogue rows the request brings.</summary>
    internal Registrar Registrar { get; } = new(batch, context);

    /// <summary><c>service.name</c> of the current resource; <c>unknown_service</c> when it has none.</summary>
    internal byte[] Service { get; private set; } = [];

    /// <summary>Hash of the current resource and its schema URL.</summary>
    internal ulong ResourceId { get; private set; }

    /// <summary>Hash of the current scope and its schema URL.</summary>
    internal ulong ScopeId { get; private set; }

    /// <summary>Name of the current scope.</summary>
    internal byte[] ScopeName { get; private set; } = [];

    /// <summary>Version of the current scope.</summary>
    internal byte[] ScopeVersion { get; private set; } = [];

    /// <summary>Hands every record of a request to <paramref name="decoder"/>; returns what became of them.</summary>
    /// <exception cref="OtlpFormatException">The request is not valid protobuf; the batch must be discarded.</exception>
    internal DecodeResult Walk(ReadOnlySpan<byte> request, IRecordDecoder decoder)
    {
        var tally = new RecordTally();
        var index = 0;
        var reader = new ProtoReader(request);
        while (reader.Next())
        {
            if (reader.Field == 1)
                WalkResource(reader.Bytes(), new RecordPath(decoder.Signal, decoder.Records, index++, 0, 0), decoder, tally);
            else
                reader.Skip();
        }

        return tally.Result;
    }

    // Hot path: per record.
    /// <summary>Appends the current resource and scope to a row: in full the first time, as a repetition afterwards.</summary>
    internal void AppendOrigin(OriginColumns origin, ReadOnlySpan<byte> resource)
    {
        if (_originWritten)
        {
            origin.RepeatLast();
            return;
        }

        AppendResource(origin.Resource, resource);
        origin.ResourceId.Append(ResourceId);
        origin.ScopeName.Append(ScopeName);
        origin.ScopeVersion.Append(ScopeVersion);
        origin.ScopeId.Append(ScopeId);
        _originWritten = true;
    }

    // Fields may come in any order, so the resource is read in a pass of its own before the records that need it.
    void WalkResource(ReadOnlySpan<byte> message, RecordPath path, IRecordDecoder decoder, RecordTally tally)
    {
        ReadHead(message, out var resource, out var schemaUrl);
        EnterResource(resource, schemaUrl);
        decoder.BeginResource(resource);
        var origin = new RecordOrigin { Resource = resource, Path = path };
        var scope = 0;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field != 2)
            {
                reader.Skip();
                continue;
            }

            origin.Path = path with { Scope = scope++ };
            WalkScope(reader.Bytes(), origin, decoder, tally);
        }

        decoder.EndResource(resource);
    }

    void WalkScope(ReadOnlySpan<byte> message, RecordOrigin origin, IRecordDecoder decoder, RecordTally tally)
    {
        ReadHead(message, out origin.Scope, out var schemaUrl);
        EnterScope(origin.Scope, schemaUrl);
        decoder.BeginScope(origin.Scope);
        var record = 0;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field != 2)
            {
                reader.Skip();
                continue;
            }

            origin.Path = origin.Path with { Record = record++ };
            decoder.Decode(reader.Bytes(), origin, tally);
        }
    }

    static void ReadHead(ReadOnlySpan<byte> message, out ReadOnlySpan<byte> head, out ReadOnlySpan<byte> schemaUrl)
    {
        head = [];
        schemaUrl = [];
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    head = reader.Bytes();
                    break;
                case 3:
                    schemaUrl = reader.Bytes();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    void EnterResource(ReadOnlySpan<byte> resource, ReadOnlySpan<byte> schemaUrl)
    {
        ResourceId = XxHash64.Hash(schemaUrl, XxHash64.Hash(resource));
        Service = ReadService(resource);
        if (!Registrar.TryRegister(CatalogueTable.Resources, ResourceId))
            return;
        var block = batch.Resources;
        block.Tenant.Append(context.TenantUtf8);
        block.ResourceId.Append(ResourceId);
        block.Service.Append(Service);
        var dropped = _attributes.Append(resource, 1, block.Attributes);
        block.DroppedAttributes.Append(dropped + ReadDropped(resource, 2));
        block.SchemaUrl.Append(Utf8Text.Clean(schemaUrl));
        EntityDecoder.Append(resource, block.Entities);
        block.Seen.Append(Registrar.SeenSeconds);
    }

    void EnterScope(ReadOnlySpan<byte> scope, ReadOnlySpan<byte> schemaUrl)
    {
        _originWritten = false;
        ScopeId = XxHash64.Hash(schemaUrl, XxHash64.Hash(scope));
        ScopeName = ReadText(scope, 1);
        ScopeVersion = ReadText(scope, 2);
        if (!Registrar.TryRegister(CatalogueTable.Scopes, ScopeId))
            return;
        var block = batch.Scopes;
        block.Tenant.Append(context.TenantUtf8);
        block.ScopeId.Append(ScopeId);
        block.Name.Append(ScopeName);
        block.Version.Append(ScopeVersion);
        var dropped = _attributes.Append(scope, 3, block.Attributes);
        block.DroppedAttributes.Append(dropped + ReadDropped(scope, 4));
        block.SchemaUrl.Append(Utf8Text.Clean(schemaUrl));
        block.Seen.Append(Registrar.SeenSeconds);
    }

    byte[] ReadService(ReadOnlySpan<byte> resource)
    {
        var attributes = new AttributeFields(resource, 1);
        while (attributes.Next(out var key, out var value))
        {
            if (!key.SequenceEqual("service.name"u8))
                continue;
            values.Decode(value, context.Options.MaxAttributeBytes, out var text);
            if (!text.IsEmpty)
                return text.ToArray();
        }

        return "unknown_service"u8.ToArray();
    }

    void AppendResource(MapColumn<LowCardinalityColumn> map, ReadOnlySpan<byte> resource)
    {
        var left = context.Options.MaxAttributes;
        var reader = new ProtoReader(resource);
        while (reader.Next())
        {
            if (reader.Field == 1 && left-- > 0)
                _attributes.AppendPair(reader.Bytes(), map);
            else
                reader.Skip();
        }

        map.EndRow();
    }

    static byte[] ReadText(ReadOnlySpan<byte> message, int field)
    {
        var text = ReadOnlySpan<byte>.Empty;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field == field)
                text = reader.Bytes();
            else
                reader.Skip();
        }

        return Utf8Text.Clean(text).ToArray();
    }

    static uint ReadDropped(ReadOnlySpan<byte> message, int field)
    {
        var dropped = 0U;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field == field)
                dropped = (uint)reader.UInt64();
            else
                reader.Skip();
        }

        return dropped;
    }
}

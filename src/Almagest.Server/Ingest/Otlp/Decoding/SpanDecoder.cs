using Almagest.Model.Traces;
using Almagest.Telemetry.Schema;
using Almagest.Telemetry.Writing;

namespace Almagest.Server.Ingest.Otlp.Decoding;

/// <summary>Decodes an ExportTraceServiceRequest (opentelemetry/proto/trace/v1/trace.proto) into the block of spans.</summary>
sealed class SpanDecoder : IRecordDecoder
{
    readonly SpanBlock _block;
    readonly DecodeContext _context;
    readonly AttributeDecoder _attributes;
    readonly ResourceScopeDecoder _origin;
    ushort _retentionDays;

    SpanDecoder(TelemetryBatch batch, DecodeContext context, AnyValueDecoder values)
    {
        _block = batch.Spans;
        _context = context;
        _attributes = new AttributeDecoder(values, context.Options);
        _origin = new ResourceScopeDecoder(batch, context, values);
    }

    /// <summary>Appends the spans of a request to <paramref name="batch"/>; spans without valid ids are refused one by one.</summary>
    /// <exception cref="OtlpFormatException">The request is not valid protobuf; the batch must be discarded.</exception>
    internal static DecodeResult Decode(ReadOnlySpan<byte> request, TelemetryBatch batch, DecodeContext context)
    {
        using var values = new AnyValueDecoder();
        var decoder = new SpanDecoder(batch, context, values);
        return decoder._origin.Walk(request, decoder);
    }

    string IRecordDecoder.Signal => "Spans";

    string IRecordDecoder.Records => "spans";

    void IRecordDecoder.BeginResource(ReadOnlySpan<byte> resource) => _retentionDays = RecordRetention.Traces(_context, _origin.Service);

    void IRecordDecoder.Decode(ReadOnlySpan<byte> record, in RecordOrigin origin, RecordTally tally)
    {
        var fields = SpanFields.Read(record);
        if (fields.Fault() is { } fault)
        {
            tally.Reject(origin.Path, fault);
            return;
        }

        var time = AppendFields(fields);
        var dropped = _attributes.Append(record, 9, _block.Attributes);
        _block.DroppedAttributes.Append(fields.DroppedAttributes + dropped);
        AppendEventsAndLinks(record, time, fields.DroppedLinks);
        _block.DroppedEvents.Append(fields.DroppedEvents);
        _origin.AppendOrigin(_block.Origin, origin.Resource);
        tally.Accept();
    }

    long AppendFields(in SpanFields fields)
    {
        var time = RecordTime.FirstOf(fields.Start, fields.End, _context.ReceivedUnixNano);
        _block.Tenant.Append(_context.TenantUtf8);
        _block.Service.Append(_origin.Service);
        _block.Time.Append(time);
        _block.DurationNano.Append(fields.Start != 0 && fields.End > fields.Start ? fields.End - fields.Start : 0);
        _block.TraceId.AppendHex(fields.TraceId);
        _block.SpanId.AppendHex(fields.SpanId);
        _block.ParentSpanId.AppendHex(RecordId.OrEmpty(fields.ParentSpanId));
        _block.Name.Append(Utf8Text.Clean(fields.Name));
        _block.Kind.Append(fields.Kind <= (ulong)SpanKind.Consumer ? (SpanKind)fields.Kind : SpanKind.Unspecified);
        _block.Status.Append(fields.StatusCode <= (ulong)SpanStatus.Error ? (SpanStatus)fields.StatusCode : SpanStatus.Unset);
        _block.StatusMessage.Append(Utf8Text.Clean(fields.StatusMessage));
        _block.TraceState.Append(Utf8Text.Clean(fields.TraceState));
        _block.Flags.Append(fields.Flags);
        _block.RetentionDays.Append(_retentionDays);
        return time;
    }

    void AppendEventsAndLinks(ReadOnlySpan<byte> span, long time, uint droppedLinks)
    {
        var reader = new ProtoReader(span);
        while (reader.Next())
        {
            if (reader.Field == 11)
                AppendEvent(reader.Bytes(), time);
            else if (reader.Field == 13)
                droppedLinks += AppendLink(reader.Bytes()) ? 0U : 1U;
            else
                reader.Skip();
        }

        _block.Events.EndRow();
        _block.Links.EndRow();
        _block.DroppedLinks.Append(droppedLinks);
    }

    void AppendEvent(ReadOnlySpan<byte> message, long spanTime)
    {
        var (time, dropped) = (0UL, 0U);
        var name = ReadOnlySpan<byte>.Empty;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: time = reader.Fixed64(); break;
                case 2: name = reader.Bytes(); break;
                case 4: dropped = (uint)reader.UInt64(); break;
                default: reader.Skip(); break;
            }
        }

        var events = _block.Events;
        events.Time.Append(RecordTime.FirstOf(time, 0, spanTime));
        events.Name.Append(Utf8Text.Clean(name));
        events.DroppedAttributes.Append(dropped + _attributes.Append(message, 3, events.Attributes));
    }

    // A link that leads nowhere is counted as dropped: the span itself is still good.
    bool AppendLink(ReadOnlySpan<byte> message)
    {
        var (flags, dropped) = (0U, 0U);
        ReadOnlySpan<byte> traceId = [], spanId = [], traceState = [];
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: traceId = reader.Bytes(); break;
                case 2: spanId = reader.Bytes(); break;
                case 3: traceState = reader.Bytes(); break;
                case 5: dropped = (uint)reader.UInt64(); break;
                case 6: flags = reader.Fixed32(); break;
                default: reader.Skip(); break;
            }
        }

        if (!RecordId.IsGiven(traceId, RecordId.TraceBytes) || !RecordId.IsGiven(spanId, RecordId.SpanBytes))
            return false;
        var links = _block.Links;
        links.TraceId.AppendHex(traceId);
        links.SpanId.AppendHex(spanId);
        links.TraceState.Append(Utf8Text.Clean(traceState));
        links.Flags.Append(flags);
        links.DroppedAttributes.Append(dropped + _attributes.Append(message, 4, links.Attributes));
        return true;
    }
}

namespace Almagest.Server.Ingest.Otlp.Decoding;

/// <summary>The single fields of a Span (opentelemetry/proto/trace/v1/trace.proto) as slices of the request.</summary>
ref struct SpanFields
{
    internal ReadOnlySpan<byte> TraceId;
    internal ReadOnlySpan<byte> SpanId;
    internal ReadOnlySpan<byte> TraceState;
    internal ReadOnlySpan<byte> ParentSpanId;
    internal ReadOnlySpan<byte> Name;
    internal ReadOnlySpan<byte> StatusMessage;
    internal ulong Start;
    internal ulong End;
    internal ulong Kind;
    internal ulong StatusCode;
    internal uint Flags;
    internal uint DroppedAttributes;
    internal uint DroppedEvents;
    internal uint DroppedLinks;

    // Hot path: per span.
    /// <summary>Reads the fields; attributes, events and links are left for the columns they go to.</summary>
    /// <exception cref="OtlpFormatException">It is not valid protobuf.</exception>
    internal static SpanFields Read(ReadOnlySpan<byte> span)
    {
        var fields = new SpanFields();
        var reader = new ProtoReader(span);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: fields.TraceId = reader.Bytes(); break;
                case 2: fields.SpanId = reader.Bytes(); break;
                case 3: fields.TraceState = reader.Bytes(); break;
                case 4: fields.ParentSpanId = reader.Bytes(); break;
                case 5: fields.Name = reader.Bytes(); break;
                case 6: fields.Kind = reader.UInt64(); break;
                case 7: fields.Start = reader.Fixed64(); break;
                case 8: fields.End = reader.Fixed64(); break;
                case 10: fields.DroppedAttributes = (uint)reader.UInt64(); break;
                case 12: fields.DroppedEvents = (uint)reader.UInt64(); break;
                case 14: fields.DroppedLinks = (uint)reader.UInt64(); break;
                case 15: fields.ReadStatus(reader.Bytes()); break;
                case 16: fields.Flags = reader.Fixed32(); break;
                default: reader.Skip(); break;
            }
        }

        return fields;
    }

    /// <summary>Why the span cannot be stored; null when it can.</summary>
    internal readonly string? Fault()
    {
        if (!RecordId.IsGiven(TraceId, RecordId.TraceBytes))
            return $"trace_id has {TraceId.Length} bytes, expected 16 that are not all zero";
        if (!RecordId.IsGiven(SpanId, RecordId.SpanBytes))
            return $"span_id has {SpanId.Length} bytes, expected 8 that are not all zero";
        return RecordId.IsOptional(ParentSpanId, RecordId.SpanBytes)
            ? null : $"parent_span_id has {ParentSpanId.Length} bytes, expected 8 or none";
    }

    void ReadStatus(ReadOnlySpan<byte> status)
    {
        var reader = new ProtoReader(status);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 2: StatusMessage = reader.Bytes(); break;
                case 3: StatusCode = reader.UInt64(); break;
                default: reader.Skip(); break;
            }
        }
    }
}

namespace Almagest.Server.Ingest.Otlp.Decoding;

/// <summary>The single fields of a LogRecord (opentelemetry/proto/logs/v1/logs.proto) as slices of the request.</summary>
ref struct LogFields
{
    internal ReadOnlySpan<byte> SeverityText;
    internal ReadOnlySpan<byte> Body;
    internal ReadOnlySpan<byte> TraceId;
    internal ReadOnlySpan<byte> SpanId;
    internal ReadOnlySpan<byte> EventName;
    internal ulong Time;
    internal ulong ObservedTime;
    internal ulong SeverityNumber;
    internal uint Flags;
    internal uint DroppedAttributes;

    // Hot path: per log record.
    /// <summary>Reads the fields; attributes are left for the columns they go to.</summary>
    /// <exception cref="OtlpFormatException">It is not valid protobuf.</exception>
    internal static LogFields Read(ReadOnlySpan<byte> record)
    {
        var fields = new LogFields();
        var reader = new ProtoReader(record);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: fields.Time = reader.Fixed64(); break;
                case 2: fields.SeverityNumber = reader.UInt64(); break;
                case 3: fields.SeverityText = reader.Bytes(); break;
                case 5: fields.Body = reader.Bytes(); break;
                case 7: fields.DroppedAttributes = (uint)reader.UInt64(); break;
                case 8: fields.Flags = reader.Fixed32(); break;
                case 9: fields.TraceId = reader.Bytes(); break;
                case 10: fields.SpanId = reader.Bytes(); break;
                case 11: fields.ObservedTime = reader.Fixed64(); break;
                case 12: fields.EventName = reader.Bytes(); break;
                default: reader.Skip(); break;
            }
        }

        return fields;
    }

    /// <summary>Why the record cannot be stored; null when it can.</summary>
    internal readonly string? Fault()
    {
        if (!RecordId.IsOptional(TraceId, RecordId.TraceBytes))
            return $"trace_id has {TraceId.Length} bytes, expected 16 or none";
        return RecordId.IsOptional(SpanId, RecordId.SpanBytes) ? null : $"span_id has {SpanId.Length} bytes, expected 8 or none";
    }
}

using System.Text;
using Almagest.Server.Ingest.Logs.Levels;
using Almagest.Telemetry.Schema;
using Almagest.Telemetry.Writing;

namespace Almagest.Server.Ingest.Otlp.Decoding;

/// <summary>Decodes an ExportLogsServiceRequest (opentelemetry/proto/logs/v1/logs.proto) into the block of log records.</summary>
sealed class LogDecoder : IRecordDecoder
{
    const ulong MaxSeverity = 24;

    readonly LogBlock _block;
    readonly DecodeContext _context;
    readonly AnyValueDecoder _values;
    readonly AttributeDecoder _attributes;
    readonly ResourceScopeDecoder _origin;
    readonly byte[] _letter = new byte[1];
    readonly LogPipelineRun? _pipeline;
    ushort _retentionDays;

    LogDecoder(TelemetryBatch batch, DecodeContext context, AnyValueDecoder values)
    {
        _block = batch.Logs;
        _context = context;
        _values = values;
        _attributes = new AttributeDecoder(values, context.Options);
        _origin = new ResourceScopeDecoder(batch, context, values);
        _pipeline = context.LogPipeline is null ? null : new LogPipelineRun(context.LogPipeline, values, context);
    }

    /// <summary>Appends the records of a request to <paramref name="batch"/>; records with ids of a wrong length are refused one by one.</summary>
    /// <exception cref="OtlpFormatException">The request is not valid protobuf; the batch must be discarded.</exception>
    internal static DecodeResult Decode(ReadOnlySpan<byte> request, TelemetryBatch batch, DecodeContext context)
    {
        using var values = new AnyValueDecoder();
        var decoder = new LogDecoder(batch, context, values);
        return decoder._origin.Walk(request, decoder);
    }

    string IRecordDecoder.Signal => "Logs";

    string IRecordDecoder.Records => "logRecords";

    void IRecordDecoder.BeginResource(ReadOnlySpan<byte> resource)
    {
        _retentionDays = RecordRetention.Logs(_context, _origin.Service);
        _pipeline?.Enter(resource);
    }

    void IRecordDecoder.Decode(ReadOnlySpan<byte> record, in RecordOrigin origin, RecordTally tally)
    {
        var fields = LogFields.Read(record);
        if (fields.Fault() is { } fault)
        {
            tally.Reject(origin.Path, fault);
            return;
        }

        if (_pipeline is not null)
        {
            AppendThrough(_pipeline, fields, record, origin.Resource);
            tally.Accept();
            return;
        }

        var named = NamedLevel.Find(record, _values, _context.Options.MaxAttributeBytes);
        _letter[0] = (byte)_values.Decode(fields.Body, _context.Options.MaxBodyBytes, out var body);
        AppendFields(fields, RecordTime.FirstOf(fields.Time, fields.ObservedTime, _context.ReceivedUnixNano), named.IsEmpty ? LevelOf(fields, body) : named);
        _block.Body.Append(body);
        _block.BodyType.Append(_letter);
        _block.DroppedAttributes.Append(fields.DroppedAttributes + _attributes.Append(record, 6, _block.Attributes));
        _origin.AppendOrigin(_block.Origin, origin.Resource);
        tally.Accept();
    }

    void AppendThrough(LogPipelineRun pipeline, in LogFields fields, ReadOnlySpan<byte> record, ReadOnlySpan<byte> resource)
    {
        var named = NamedLevel.Find(record, _values, _context.Options.MaxAttributeBytes);
        var type = _values.Decode(fields.Body, _context.Options.MaxBodyBytes, out var body);
        if (!pipeline.Run(record, body, RecordTime.FirstOf(fields.Time, fields.ObservedTime, _context.ReceivedUnixNano)))
            return;
        AppendFields(fields, pipeline.Entry.Time, pipeline.Level.Length > 0 ? Encoding.UTF8.GetBytes(pipeline.Level)
            : named.IsEmpty ? LevelOf(fields, Encoding.UTF8.GetBytes(pipeline.Entry.Line)) : named);
        _block.Body.Append(pipeline.Entry.Line);
        _letter[0] = (byte)(pipeline.IsBodyChanged ? AttributeType.String : type);
        _block.BodyType.Append(_letter);
        var kept = 0u;
        foreach (var (name, value) in pipeline.Entry.Metadata)
        {
            if (kept++ >= _context.Options.MaxAttributes)
                continue;
            _block.Attributes.Map.Keys.Append(Encoding.UTF8.GetBytes(name));
            _block.Attributes.Map.Values.Append(value);
            _block.Attributes.AddType(pipeline.TypeOf(name));
        }

        _block.Attributes.EndRow();
        _block.DroppedAttributes.Append(fields.DroppedAttributes + (uint)Math.Max(0L, kept - _context.Options.MaxAttributes));
        _origin.AppendOrigin(_block.Origin, resource);
    }

    // A record without any severity may still tell its level, as Loki finds it.
    static ReadOnlySpan<byte> LevelOf(in LogFields fields, ReadOnlySpan<byte> body) =>
        fields.SeverityNumber == 0 && fields.SeverityText.IsEmpty ? LevelDetector.OfLine(body) : LogLevel.Of(fields.SeverityNumber, fields.SeverityText);

    void AppendFields(in LogFields fields, long time, ReadOnlySpan<byte> level)
    {
        _block.Tenant.Append(_context.TenantUtf8);
        _block.Service.Append(_origin.Service);
        _block.Time.Append(time);
        // 0 where the sender told one time only: Loki shows the observed one beside the other.
        _block.ObservedTime.Append(fields.Time == 0 ? 0 : RecordTime.FirstOf(fields.ObservedTime, 0, 0));
        _block.Level.Append(level);
        _block.SeverityNumber.Append(fields.SeverityNumber <= MaxSeverity ? (byte)fields.SeverityNumber : (byte)0);
        _block.SeverityText.Append(Utf8Text.Clean(fields.SeverityText));
        _block.EventName.Append(Utf8Text.Clean(fields.EventName));
        _block.TraceId.AppendHex(RecordId.OrEmpty(fields.TraceId));
        _block.SpanId.AppendHex(RecordId.OrEmpty(fields.SpanId));
        _block.Flags.Append(fields.Flags);
        _block.Source.Append("otlp"u8);
        _block.RetentionDays.Append(_retentionDays);
    }
}

using System.Buffers;
using System.Globalization;
using System.Text;
using Almagest.ClickHouse.Formats;
using Almagest.Model;
using Almagest.Server.Ingest.Logs.Levels;
using Almagest.Server.Ingest.Logs.Pipelines;
using Almagest.Server.Ingest.Logs.Pipelines.Effects;
using Almagest.Server.Ingest.Otlp.Decoding;
using Almagest.Telemetry.Schema;
using Almagest.Telemetry.Writing;

namespace Almagest.Server.Ingest.Logs;

/// <summary>
/// Lines of one request on their way to the store. Enter a stream, then append its lines; a line that breaks a limit is refused with the
/// message Loki has for it and the others are kept. Used by one thread; times are nanoseconds since 1970.
/// </summary>
sealed class LogBatch(TelemetryBatch rows, TenantId tenant, byte[] source, LogIntakeOptions options, RegistrationCache registrations, long received)
{
    const int TraceIdDigits = 32;
    const int SpanIdDigits = 16;

    static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdef"u8);

    readonly LogBlock _block = rows.Logs;
    readonly long _oldest = options.RejectOld ? received - Nanos(options.MaxAge) : long.MinValue;
    readonly long _newest = received + Nanos(options.MaxAhead);
    readonly byte[] _mark = Encoding.UTF8.GetBytes(options.TruncationMark);
    readonly HashSet<ulong> _registered = [];
    (TenantId Id, byte[] Name, ulong Hash) _owner = OwnerOf(tenant);
    LogStream? _stream;
    LogStream? _origin;
    PipelineRun? _pipeline;
    int _timeless;

    /// <summary>The rows.</summary>
    internal TelemetryBatch Rows { get; } = rows;

    /// <summary>Owner of the rows.</summary>
    internal TenantId Tenant { get; } = tenant;

    /// <summary>When the request came.</summary>
    internal long Received { get; } = received;

    /// <summary>The protocol.</summary>
    internal string Source { get; } = Encoding.UTF8.GetString(source);

    /// <summary>How many lines of the stream and time of the next line stand before it: they are shown in this order, which nothing else in a row tells.</summary>
    internal int Ahead { get; set; }

    /// <summary>Lines kept so far.</summary>
    internal int Accepted { get; private set; }

    /// <summary>Lines refused so far.</summary>
    internal int Refused { get; set; }

    /// <summary>Lines that a pipeline dropped so far.</summary>
    internal int Dropped { get; private set; }

    /// <summary>What its lines cause besides being stored; null when nothing.</summary>
    internal PipelineEffects? Effects => _pipeline is { Effects.IsEmpty: false } ? _pipeline.Effects : null;

    /// <summary>The lines that follow go through a pipeline.</summary>
    internal void RunThrough(PipelineRun pipeline) => _pipeline = pipeline;

    /// <summary>The time of a line that has none: when the request came, each a nanosecond behind the one before, so that their order stays.</summary>
    internal long NextTime() => Received + _timeless++;

    /// <summary>No further lines will come.</summary>
    internal void End() => _pipeline?.Dispose();

    /// <summary>The lines that follow are of this stream.</summary>
    internal void Enter(LogStream stream) => _stream = stream;

    // Hot path: per line.
    /// <summary>Appends a line of the stream entered; returns why it is refused, or null.</summary>
    /// <param name="time">When it happened.</param>
    /// <param name="line">The line; what is not UTF-8 in it is replaced.</param>
    /// <param name="metadata">Its attributes.</param>
    /// <param name="type">A map when the line is a whole JSON document.</param>
    internal string? Append(long time, ReadOnlySpan<byte> line, LineMetadata metadata, AttributeType type = AttributeType.String)
    {
        var stream = _stream ?? throw new InvalidOperationException("no stream was entered");
        if (_pipeline is null)
            return AppendChecked(stream, time, line, metadata, type);
        if (_pipeline.Run(stream, time, line, metadata))
        {
            if (_pipeline.Tenant != _owner.Id)
                _owner = OwnerOf(_pipeline.Tenant);
            return AppendChecked(_pipeline.Stream, _pipeline.Time, _pipeline.Line, _pipeline.Metadata, type);
        }

        Dropped++;
        return null;
    }

    string? AppendChecked(LogStream stream, long time, ReadOnlySpan<byte> line, LineMetadata metadata, AttributeType type)
    {
        if (options.TruncateLongLines && options.MaxLineBytes > _mark.Length && line.Length > options.MaxLineBytes)
            line = Truncate(line);
        if (Fault(stream, time, line.Length, metadata) is { } fault)
        {
            Refused++;
            return fault;
        }

        AppendRow(stream, time, Utf8Text.Clean(line), metadata, type);
        return null;
    }

    string? Fault(LogStream stream, long time, int lineBytes, LineMetadata metadata)
    {
        if (stream.Fault is not null)
            return stream.Fault;
        if (time < _oldest)
            return $"entry for stream '{stream.Text}' has timestamp too old: {Rfc3339(time)}, oldest acceptable timestamp is: {Rfc3339(_oldest)}";
        if (time > _newest)
            return $"entry for stream '{stream.Text}' has timestamp too new: {Rfc3339(time)}";
        if (options.MaxLineBytes != 0 && lineBytes > options.MaxLineBytes)
            return $"max entry size '{options.MaxLineBytes}' bytes exceeded for stream '{stream.Text}' while adding an entry with length '{lineBytes}' bytes";
        if (options.MaxMetadataBytes != 0 && metadata.SizeBytes > options.MaxMetadataBytes)
            return $"stream '{stream.Text}' has structured metadata too large: '{metadata.SizeBytes}' bytes, limit: '{options.MaxMetadataBytes}' bytes. "
                + "Please see `limits_config.max_structured_metadata_size` or contact your Loki administrator to increase it";
        if (options.MaxMetadataEntries != 0 && metadata.Count > options.MaxMetadataEntries)
            return $"stream '{stream.Text}' has too many structured metadata labels: '{metadata.Count}', limit: '{options.MaxMetadataEntries}'. "
                + "Please see `limits_config.max_structured_metadata_entries_count` or contact your Loki administrator to increase it";
        return null;
    }

    void AppendRow(LogStream stream, long time, ReadOnlySpan<byte> line, LineMetadata metadata, AttributeType type)
    {
        _block.Tenant.Append(_owner.Name);
        _block.Service.Append(stream.Service);
        _block.Time.Append(time);
        _block.ObservedTime.Append(Received + Ahead);
        _block.Level.Append(options.DiscoverLevels ? LevelDetector.Detect(stream.Level, metadata, line) : "unknown"u8);
        _block.SeverityNumber.Append(0);
        _block.SeverityText.Append([]);
        _block.Body.Append(line);
        _block.BodyType.Append(type == AttributeType.Map ? "m"u8 : "s"u8);
        _block.EventName.Append([]);
        _block.TraceId.Append(Id(metadata, "trace_id"u8, "trace.id"u8, TraceIdDigits));
        _block.SpanId.Append(Id(metadata, "span_id"u8, "span.id"u8, SpanIdDigits));
        _block.Flags.Append(0);
        AppendMetadata(metadata);
        _block.DroppedAttributes.Append(metadata.Dropped);
        AppendOrigin(stream);
        _block.Source.Append(source);
        _block.RetentionDays.Append(stream.RetentionDays);
        Accepted++;
    }

    void AppendMetadata(LineMetadata metadata)
    {
        for (var i = 0; i < metadata.Count; i++)
        {
            // The level has a column of its own.
            if (metadata.Name(i).SequenceEqual(LevelFields.Detected))
                continue;
            _block.Attributes.Map.Keys.Append(Utf8Text.Clean(metadata.Name(i)));
            _block.Attributes.Map.Values.Append(Utf8Text.Clean(metadata.Value(i)));
            _block.Attributes.AddType(metadata.Type(i));
        }

        _block.Attributes.EndRow();
    }

    void AppendOrigin(LogStream stream)
    {
        var origin = _block.Origin;
        if (ReferenceEquals(_origin, stream))
        {
            origin.RepeatLast();
            return;
        }

        for (var i = 0; i < stream.Labels.Length; i += 2)
        {
            origin.Resource.Keys.Append(stream.Labels[i]);
            origin.Resource.Values.Append(stream.Labels[i + 1]);
        }

        origin.Resource.EndRow();
        origin.ResourceId.Append(stream.ResourceId);
        origin.ScopeName.Append([]);
        origin.ScopeVersion.Append([]);
        origin.ScopeId.Append(0);
        Register(stream);
        _origin = stream;
    }

    void Register(LogStream stream)
    {
        var key = RegistrationCache.Key(CatalogueTable.Resources, _owner.Hash, stream.ResourceId);
        if (!registrations.IsDue(key) || !_registered.Add(key))
            return;
        Rows.Registrations.Add(key);
        var block = Rows.Resources;
        block.Tenant.Append(_owner.Name);
        block.ResourceId.Append(stream.ResourceId);
        block.Service.Append(stream.Service);
        for (var i = 0; i < stream.Labels.Length; i += 2)
        {
            block.Attributes.Map.Keys.Append(stream.Labels[i]);
            block.Attributes.Map.Values.Append(stream.Labels[i + 1]);
            block.Attributes.AddType(AttributeType.String);
        }

        block.Attributes.EndRow();
        block.DroppedAttributes.Append(0);
        block.SchemaUrl.Append([]);
        block.Entities.EndRow();
        block.Seen.Append((uint)(Received / 1_000_000_000));
    }

    static ReadOnlySpan<byte> Id(LineMetadata metadata, ReadOnlySpan<byte> name, ReadOnlySpan<byte> dotted, int digits)
    {
        if (metadata.Count == 0)
            return [];
        var index = metadata.IndexOf(name);
        if (index < 0 && (index = metadata.IndexOf(dotted)) < 0)
            return [];
        var value = metadata.Value(index);
        return value.Length == digits && !value.ContainsAnyExcept(HexDigits) ? value : [];
    }

    byte[] Truncate(ReadOnlySpan<byte> line) => [.. line[..(options.MaxLineBytes - _mark.Length)], .. _mark];

    static (TenantId Id, byte[] Name, ulong Hash) OwnerOf(TenantId tenant) =>
        Encoding.UTF8.GetBytes(tenant.Value) is var name ? (tenant, name, XxHash64.Hash(name)) : default;

    static long Nanos(TimeSpan span) => span.Ticks * 100;

    static string Rfc3339(long time) =>
        DateTimeOffset.FromUnixTimeSeconds(Math.DivRem(time, 1_000_000_000, out var rest) - (rest < 0 ? 1 : 0)).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}

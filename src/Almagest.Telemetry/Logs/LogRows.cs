using Almagest.ClickHouse.Formats.Reading;
using Almagest.Model;
using Almagest.Query.LogQL.Engine;
using Almagest.Telemetry.Traces;

namespace Almagest.Telemetry.Logs;

/// <summary>Makes lines of the rows of a block that has <see cref="List"/>.</summary>
/// <param name="block">The rows.</param>
/// <param name="streams">Their streams.</param>
/// <param name="scopes">Attributes of the scopes of OpenTelemetry's records.</param>
/// <param name="columns">Which columns were selected beside those that always are.</param>
sealed class LogRows(ResultBlock block, IReadOnlyDictionary<StreamKey, StoredStream> streams, IReadOnlyDictionary<ulong, Labels> scopes, LogColumns columns)
{
    const string List = """
        time, body, resource_id, source, level, trace_id, span_id, severity_number, severity_text, flags, event_name, dropped_attributes, observed_time,
        scope_name, scope_version, attributes, attribute_types
        """;

    readonly ResultColumn<long> _time = block.Fixed<long>("time"), _observed = block.Fixed<long>("observed_time");
    readonly ResultColumn<ulong> _resource = block.Fixed<ulong>("resource_id");
    readonly ResultColumn<byte> _severity = block.Fixed<byte>("severity_number");
    readonly ResultColumn<uint> _flags = block.Fixed<uint>("flags"), _dropped = block.Fixed<uint>("dropped_attributes");
    readonly StringResultColumn _body = block.Strings("body"), _trace = block.Strings("trace_id"), _span = block.Strings("span_id");
    readonly TextReaderColumn _source = new(block["source"]), _level = new(block["level"]), _severityText = new(block["severity_text"]), _event = new(block["event_name"]),
        _scope = new(block["scope_name"]), _version = new(block["scope_version"]), _types = new(block["attribute_types"]);

    readonly MapResultColumn _attributes = block.Get<MapResultColumn>("attributes");
    readonly TextReaderColumn _names = new(block.Get<MapResultColumn>("attributes").Keys), _values = new(block.Get<MapResultColumn>("attributes").Values);
    readonly TextReaderColumn? _pattern = columns.WithPattern ? new(block["pattern_id"]) : null;
    readonly ResultColumn<ulong>? _scopeId = columns.WithScope ? block.Fixed<ulong>("scope_id") : null;
    readonly LogMetadata _metadata = new();

    /// <summary>The columns a statement selects.</summary>
    internal static string ListOf(LogColumns columns) => $"{List}{(columns.WithScope ? ", scope_id" : "")}{(columns.WithPattern ? ", pattern_id" : "")}";

    /// <summary>When the line of a row was written, Unix nanoseconds.</summary>
    internal long TimeNano(int row) => _time[row];

    /// <summary>Bytes of the text of a row.</summary>
    internal int Bytes(int row) => _body[row].Length;

    /// <summary>The line; null when its stream is not wanted.</summary>
    internal LogLine? Read(int row)
    {
        if (!streams.TryGetValue(new StreamKey(_resource[row], _source[row]), out var stream))
            return null;
        return new LogLine(_time[row], _body.GetString(row), stream.Labels, Metadata(row, stream));
    }

    Labels Metadata(int row, StoredStream stream)
    {
        _metadata.Clear();
        var (start, count) = _attributes[row].GetOffsetAndLength(_attributes.Keys.Rows);
        if (stream.Key.Source != StreamLabels.Otlp)
        {
            for (var i = start; i < start + count; i++)
                _metadata.Add(_names[i], _values[i]);
            AddColumns(row);
            return _metadata.ToLabels();
        }

        var types = _types[row];
        for (var i = 0; i < count; i++)
            _metadata.AddAttribute(_names[start + i], _values[start + i], i < types.Length ? types[i] : 's');
        OtlpMetadata.Add(_metadata, new OtlpFields(_observed[row], _severity[row], _severityText[row], _flags[row], _dropped[row],
            _trace.GetString(row), _span.GetString(row), _event[row], _scope[row], _version[row]), stream.Metadata, Scope(row));
        AddColumns(row);
        return _metadata.ToLabels();
    }

    Labels Scope(int row) => _scopeId is not null && scopes.TryGetValue(_scopeId[row], out var labels) ? labels : Labels.Empty;

    void AddColumns(int row)
    {
        _metadata.Add("detected_level", _level[row]);
        if (_pattern is not null)
            _metadata.Add(MetadataColumns.PatternId, _pattern[row]);
    }
}

/// <summary>Columns that only some queries need.</summary>
/// <param name="WithPattern">The pattern of a line.</param>
/// <param name="WithScope">The number of the scope of an OpenTelemetry record.</param>
readonly record struct LogColumns(bool WithPattern, bool WithScope);

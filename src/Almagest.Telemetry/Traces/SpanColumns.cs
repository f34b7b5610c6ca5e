using Almagest.ClickHouse.Formats.Reading;
using Almagest.Model.Traces;

namespace Almagest.Telemetry.Traces;

/// <summary>Makes spans of the rows of a block that has <see cref="List"/>.</summary>
sealed class SpanColumns(ResultBlock block, SpanOrigins origins, SpanParts parts = SpanParts.All)
{
    /// <summary>The columns a statement selects.</summary>
    internal const string List = $"""
        {Own}, attributes, attribute_types, {OfEvents}, {OfLinks}, {Origin}
        """;

    /// <summary>The same without the parts that are not wanted.</summary>
    internal static string ListOf(SpanParts parts) => string.Join(", ",
        [Own, "attributes, attribute_types", .. parts.HasFlag(SpanParts.Events) ? [OfEvents] : Array.Empty<string>(), .. parts.HasFlag(SpanParts.Links) ? [OfLinks] : Array.Empty<string>(), Origin]);

    /// <summary>The same; where <c>whole</c> is 0, only the attributes that <c>{keys:Array(String)}</c> names, as texts.</summary>
    internal const string Outline = $$"""
        {{Own}}, if(whole, spans.attributes, mapFilter((k, v) -> has({keys:Array(String)}, k), spans.attributes)) AS attributes,
        if(whole, toString(spans.attribute_types), '') AS attribute_types, {{OfEvents}}, {{OfLinks}}, {{Origin}}
        """;

    /// <summary>What makes two rows the same span: senders repeat what they got no answer for. Client and server may share an id (Zipkin).</summary>
    internal const string Identity = "spans.trace_id, spans.span_id, spans.kind, spans.time";

    const string Own = "trace_id, span_id, parent_span_id, service, name, kind, status, status_message, trace_state, flags, spans.time AS time, duration_nano";

    const string OfEvents = """
        events.time AS event_time, events.name AS event_name, events.attributes AS event_attributes, events.attribute_types AS event_types
        """;

    const string OfLinks = """
        links.trace_id AS link_trace, links.span_id AS link_span, links.trace_state AS link_state, links.flags AS link_flags,
        links.attributes AS link_attributes, links.attribute_types AS link_types
        """;

    const string Origin = "resource_id, scope_id, scope_name, scope_version";

    readonly TextReaderColumn _trace = new(block["trace_id"]), _span = new(block["span_id"]), _parent = new(block["parent_span_id"]),
        _service = new(block["service"]), _name = new(block["name"]), _message = new(block["status_message"]),
        _state = new(block["trace_state"]), _scope = new(block["scope_name"]), _version = new(block["scope_version"]);

    readonly ResultColumn<sbyte> _kind = block.Fixed<sbyte>("kind"), _status = block.Fixed<sbyte>("status");
    readonly ResultColumn<uint> _flags = block.Fixed<uint>("flags");
    readonly ResultColumn<long> _time = block.Fixed<long>("time");
    readonly ResultColumn<ulong> _duration = block.Fixed<ulong>("duration_nano"), _resource = block.Fixed<ulong>("resource_id"), _scopeId = block.Fixed<ulong>("scope_id");
    readonly AttributeReader _attributes = new(block, "attributes", "attribute_types");
    readonly EventColumns? _events = parts.HasFlag(SpanParts.Events) ? new(block) : null;
    readonly LinkColumns? _links = parts.HasFlag(SpanParts.Links) ? new(block) : null;

    internal TraceSpan Read(int row) => new()
    {
        TraceId = _trace[row],
        SpanId = _span[row],
        ParentSpanId = _parent[row],
        Service = _service[row],
        Name = _name[row],
        Kind = (SpanKind)_kind[row],
        Status = (SpanStatus)_status[row],
        StatusMessage = _message[row],
        TraceState = _state[row],
        Flags = _flags[row],
        StartUnixNano = _time[row],
        DurationNano = (long)_duration[row],
        Attributes = _attributes.Read(row),
        Resource = origins.Resources.GetValueOrDefault(_resource[row]) ?? [new SpanAttribute("service.name", _service[row])],
        Events = _events?.Read(row) ?? [],
        Links = _links?.Read(row) ?? [],
        ScopeName = _scope[row],
        ScopeVersion = _version[row],
        ScopeAttributes = origins.Scopes.GetValueOrDefault(_scopeId[row]) ?? [],
    };
}

/// <summary>Reads the events of spans.</summary>
sealed class EventColumns
{
    readonly ArrayResultColumn _times;
    readonly ResultColumn<long> _time;
    readonly TextReaderColumn _name;
    readonly AttributeReader _attributes;

    internal EventColumns(ResultBlock block)
    {
        _times = block.Get<ArrayResultColumn>("event_time");
        _time = (ResultColumn<long>)_times.Elements;
        _name = new TextReaderColumn(block.Get<ArrayResultColumn>("event_name").Elements);
        _attributes = new AttributeReader(
            (MapResultColumn)block.Get<ArrayResultColumn>("event_attributes").Elements, block.Get<ArrayResultColumn>("event_types").Elements);
    }

    internal SpanEvent[] Read(int row)
    {
        var (start, count) = _times[row].GetOffsetAndLength(_times.Elements.Rows);
        var events = count == 0 ? [] : new SpanEvent[count];
        for (var i = 0; i < count; i++)
            events[i] = new SpanEvent(_time[start + i], _name[start + i], _attributes.Read(start + i));
        return events;
    }
}

/// <summary>Reads the links of spans.</summary>
sealed class LinkColumns
{
    readonly ArrayResultColumn _traces;
    readonly TextReaderColumn _trace;
    readonly TextReaderColumn _span;
    readonly TextReaderColumn _state;
    readonly ResultColumn<uint> _flags;
    readonly AttributeReader _attributes;

    internal LinkColumns(ResultBlock block)
    {
        _traces = block.Get<ArrayResultColumn>("link_trace");
        _trace = new TextReaderColumn(_traces.Elements);
        _span = new TextReaderColumn(block.Get<ArrayResultColumn>("link_span").Elements);
        _state = new TextReaderColumn(block.Get<ArrayResultColumn>("link_state").Elements);
        _flags = (ResultColumn<uint>)block.Get<ArrayResultColumn>("link_flags").Elements;
        _attributes = new AttributeReader(
            (MapResultColumn)block.Get<ArrayResultColumn>("link_attributes").Elements, block.Get<ArrayResultColumn>("link_types").Elements);
    }

    internal SpanLink[] Read(int row)
    {
        var (start, count) = _traces[row].GetOffsetAndLength(_traces.Elements.Rows);
        var links = count == 0 ? [] : new SpanLink[count];
        for (var i = 0; i < count; i++)
            links[i] = new SpanLink(_trace[start + i], _span[start + i], _state[start + i], _flags[start + i], _attributes.Read(start + i));
        return links;
    }
}

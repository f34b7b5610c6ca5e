using System.Globalization;
using System.Text.Json;
using Almagest.Telemetry.Live;

namespace Almagest.Telemetry.Logs.Search;

/// <summary>The values of a line by name, in the places where the store looks for them.</summary>
sealed class LineFields(LogRow row)
{
    JsonElement? _body;
    bool _read;

    internal LogRow Row => row;

    /// <summary>The member <c>message</c> or <c>msg</c> of a line that is JSON and has it; else the line.</summary>
    internal string Message => Member(Body, ["message"]) is { } message ? Plain(message) : Member(Body, ["msg"]) is { } other ? Plain(other) : row.Body;

    internal bool Has(string field) => FieldPlaces.NameOf(field) is var name && (Column(name) is { Length: > 0 } || row.Attributes.ContainsKey(name) || row.Resource.ContainsKey(name)
        || FieldPlaces.Paths(name).Any(path => Member(Body, path) is { ValueKind: not JsonValueKind.Null })
        || FieldPlaces.Nested(name).Any(nested => Member(Attribute(nested.Name), nested.Path) is { ValueKind: not JsonValueKind.Null }));

    /// <summary>The values in all places; empty texts where there is none.</summary>
    internal IEnumerable<string> Values(string field)
    {
        var name = FieldPlaces.NameOf(field);
        if (Column(name) is { } column)
            yield return column;
        yield return row.Attributes.GetValueOrDefault(name, "");
        yield return row.Resource.GetValueOrDefault(name, "");
        foreach (var path in FieldPlaces.Paths(name))
            yield return Text(Member(Body, path));
        foreach (var (attribute, path) in FieldPlaces.Nested(name))
            yield return Text(Member(Attribute(attribute), path));
    }

    JsonElement? Body
    {
        get
        {
            if (!_read)
                (_read, _body) = (true, Parse(row.Body));
            return _body;
        }
    }

    string? Column(string name) => FieldPlaces.ColumnOf(name) switch
    {
        null => null,
        "level" => row.Level,
        "service" => row.Service,
        "trace_id" => row.TraceId,
        "span_id" => row.SpanId,
        "severity_text" => row.SeverityText,
        "severity_number" => row.SeverityNumber == 0 ? "" : row.SeverityNumber.ToString(CultureInfo.InvariantCulture),
        "event_name" => row.EventName,
        "scope_name" => row.ScopeName,
        "pattern_id" => row.PatternId,
        var other => throw new InvalidOperationException($"unknown column {other}"),
    };

    JsonElement? Attribute(string name) => row.Attributes.TryGetValue(name, out var value) ? Parse(value) : null;

    // The store takes a member that is no text for an empty one when it is asked for text.
    static string Plain(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";

    static string Text(JsonElement? value) => value switch
    {
        null or { ValueKind: JsonValueKind.Null } => "",
        { ValueKind: JsonValueKind.String } text => text.GetString() ?? "",
        { } other => other.GetRawText(),
    };

    static JsonElement? Member(JsonElement? json, string[] path)
    {
        foreach (var name in path)
        {
            if (json is not { ValueKind: JsonValueKind.Object } holder || !holder.TryGetProperty(name, out var member))
                return null;
            json = member;
        }

        return json;
    }

    static JsonElement? Parse(string text)
    {
        if (text.AsSpan().TrimStart() is not ['{' or '[', ..])
            return null;
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            // Begins like JSON and is none: no members.
            return null;
        }
    }
}

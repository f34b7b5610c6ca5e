using System.Text.Json;

namespace Almagest.Server.Apis.UniversalMetrics;

/// <summary>
/// Reads one record from JSON and says precisely what is wrong with a bad one. Unknown fields are refused: dropping them in
/// silence would lose what somebody meant to keep, and tags hold anything.
/// </summary>
ref struct UniversalMetricReader
{
    Utf8JsonReader _json;
    long? _time;
    string? _source;
    string? _type;
    double? _value;
    string? _unit;
    List<KeyValuePair<string, string>>? _tags;
    HashSet<string>? _seen;

    /// <summary>The record in <paramref name="utf8"/>, which holds exactly one JSON value.</summary>
    /// <exception cref="RecordFault">It is not a good record.</exception>
    internal static UniversalMetric Read(ReadOnlySpan<byte> utf8)
    {
        var reader = new UniversalMetricReader { _json = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = 16 }) };
        try
        {
            return reader.Record();
        }
        catch (JsonException bad)
        {
            throw new RecordFault(null, $"is not valid JSON: {FirstSentence(bad.Message)}");
        }
    }

    UniversalMetric Record()
    {
        _json.Read();
        if (_json.TokenType != JsonTokenType.StartObject) throw new RecordFault(null, $"must be an object, got {Got()}");
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName) Field(Text("", "a field name"));
        if (_json.Read()) throw new RecordFault(null, "must be a single JSON object");
        return new UniversalMetric(
            _time ?? throw Missing("timestamp", "an RFC 3339 time such as \"2026-01-31T12:00:00Z\""),
            _source ?? throw Missing("source_system", "text"),
            _type ?? throw Missing("metric_type", "text"),
            _value ?? throw Missing("value", "a number"),
            _unit,
            (IReadOnlyList<KeyValuePair<string, string>>?)_tags ?? []);
    }

    void Field(string name)
    {
        if (!(_seen ??= new(StringComparer.Ordinal)).Add(name)) throw new RecordFault(name, "is given twice");
        _json.Read();
        switch (name)
        {
            case "timestamp": _time = Timestamp(); break;
            case "source_system": _source = Checked(name, UniversalMetricRules.CheckName); break;
            case "metric_type": _type = Checked(name, UniversalMetricRules.CheckName); break;
            case "value": _value = Number(); break;
            case "unit": _unit = _json.TokenType == JsonTokenType.Null ? null : Checked(name, UniversalMetricRules.CheckUnit); break;
            case "tags": Tags(); break;
            default: throw new RecordFault(name, $"is not known: a record has {UniversalMetricRules.Fields}; put it into \"tags\"");
        }
    }

    long Timestamp()
    {
        const string expected = "must be an RFC 3339 time between 1970 and 2099 with at most nine decimals, such as \"2026-01-31T12:00:00Z\"";
        if (_json.TokenType != JsonTokenType.String) throw new RecordFault("timestamp", $"{expected}, got {Got()}");
        return Rfc3339.TryParse(Text("timestamp", "text"), out var time) ? time : throw new RecordFault("timestamp", $"{expected}, got {Got()}");
    }

    double Number()
    {
        if (_json.TokenType != JsonTokenType.Number) throw new RecordFault("value", $"must be a number, got {Got()}");
        return _json.TryGetDouble(out var value) && double.IsFinite(value)
            ? value
            : throw new RecordFault("value", $"must be a finite 64-bit floating point number, got {Got()}");
    }

    void Tags()
    {
        if (_json.TokenType == JsonTokenType.Null) return;
        if (_json.TokenType != JsonTokenType.StartObject) throw new RecordFault("tags", $"must be an object of texts, got {Got()}");
        var tags = new SortedDictionary<string, string>(Utf8Order.Instance);
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            var name = Text("tags", "a tag name");
            if (UniversalMetricRules.CheckTagName(name) is { } nameFault) throw new RecordFault("tags", $"has a wrong name: tag name \"{Short(name)}\" {nameFault}");
            var field = "tags." + Short(name);
            _json.Read();
            if (_json.TokenType != JsonTokenType.String) throw new RecordFault(field, $"must be text, got {Got()}{QuoteIt()}");
            var value = Text(field, "text");
            if (UniversalMetricRules.CheckTagValue(value) is { } fault) throw new RecordFault(field, fault);
            if (!tags.TryAdd(name, value)) throw new RecordFault(field, "is given twice");
        }

        if (tags.Count > UniversalMetricRules.MaxTags) throw new RecordFault("tags", $"must have at most {UniversalMetricRules.MaxTags} entries, got {tags.Count}");
        _tags = [.. tags];
    }

    string Checked(string field, Func<string, string?> rule)
    {
        if (_json.TokenType != JsonTokenType.String) throw new RecordFault(field, $"must be text, got {Got()}");
        var text = Text(field, "text");
        return rule(text) is { } fault ? throw new RecordFault(field, fault) : text;
    }

    readonly string Text(string field, string expected)
    {
        try
        {
            return _json.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            throw new RecordFault(field, $"must be {expected} in valid UTF-8");
        }
    }

    readonly string QuoteIt() => _json.TokenType is JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False
        ? $"; write \"{Short(System.Text.Encoding.UTF8.GetString(_json.ValueSpan))}\""
        : "";

    // What stands there, as it was written.
    readonly string Got() => _json.TokenType switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => $"\"{Short(System.Text.Encoding.UTF8.GetString(_json.ValueSpan))}\"",
        JsonTokenType.Null => "null",
        _ => Short(System.Text.Encoding.UTF8.GetString(_json.ValueSpan)),
    };

    static string Short(string text) => text.Length > 60 ? text[..60] + "…" : text;

    static string FirstSentence(string message) => message.Split(". ", 2)[0].TrimEnd('.');

    static RecordFault Missing(string field, string expected) => new(field, $"is missing; expected {expected}");
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using Almagest.ClickHouse.Formats;
using Almagest.Telemetry.Schema;

namespace Almagest.Server.Ingest.Logs.Documents;

/// <summary>
/// A log record sent as a JSON object: objects in it are flattened to dotted names, lists stay JSON. Its memory is used again for the next one.
/// For one thread.
/// </summary>
sealed class LogDocument(LogIntakeOptions options) : IDisposable
{
    const int MaxDepth = 64;

    readonly ByteBuffer _body = new(1024);
    readonly ByteBuffer _scratch = new(1024);
    readonly FieldPath _path = new();
    int _bodyRank;
    int _timeRank;

    /// <summary>Fields that are neither time, line nor label.</summary>
    internal LineMetadata Attributes { get; } = new();

    /// <summary>Fields that name the stream.</summary>
    internal LineMetadata Labels { get; } = new();

    /// <summary>Whether members of an object <c>labels</c> are labels of the stream.</summary>
    internal bool TakesLabels { get; init; }

    /// <summary>The service of documents that name none; empty to look for it in other labels.</summary>
    internal byte[] DefaultService { get; init; } = [];

    /// <summary>Nanoseconds since 1970; null when it has none.</summary>
    internal long? Time { get; private set; }

    /// <summary>The line; the whole document when it has none.</summary>
    internal ReadOnlySpan<byte> Body => _body.Span;

    /// <summary>A map when <see cref="Body"/> is the whole document.</summary>
    internal AttributeType BodyType { get; private set; }

    /// <summary>Reads a document; returns what is wrong with it, or null.</summary>
    internal string? Read(ReadOnlySpan<byte> json)
    {
        Attributes.Clear();
        Labels.Clear();
        _body.Clear();
        _path.Clear();
        (_bodyRank, _timeRank, Time, BodyType) = (int.MaxValue, int.MaxValue, null, AttributeType.String);
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return "expected a JSON object";
            if (ReadObject(ref reader, json) is { } fault)
                return fault;
            if (reader.Read())
                return "expected one JSON object";
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return $"it is not valid JSON: {error.Message}";
        }

        if (DefaultService.Length > 0 && Labels.IndexOf("service_name"u8) < 0 && Labels.IndexOf("service"u8) < 0)
            Labels.Add("service_name"u8, DefaultService);
        if (_bodyRank != int.MaxValue)
            return null;
        BodyType = AttributeType.Map;
        _body.Write(json.Trim(" \t\r\n"u8));
        return null;
    }

    /// <summary>The value of a field of the document read last, by its dotted name; null when it has none.</summary>
    internal string? Find(string name)
    {
        var utf8 = Encoding.UTF8.GetBytes(name);
        var role = DocumentFields.RoleOf(utf8, out _, out var label);
        if (role == FieldRole.Time && Time is { } nano)
            return DateTimeOffset.UnixEpoch.AddTicks(nano / 100).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        if (role == FieldRole.Body && _bodyRank != int.MaxValue)
            return Encoding.UTF8.GetString(Body);
        return ValueOf(Labels, role == FieldRole.Label ? label : utf8) ?? ValueOf(Attributes, utf8)
            // A service named as Elastic's schema has it is still the service.
            ?? (name == "service" ? ValueOf(Labels, "service_name"u8) : null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _body.Dispose();
        _scratch.Dispose();
        Attributes.Dispose();
        Labels.Dispose();
    }

    string? ReadObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var mark = _path.Push(Text(ref reader));
            reader.Read();
            // What Beats and Logstash tell each other about an event is no part of it.
            if (_path.Span.SequenceEqual("@metadata"u8))
                reader.Skip();
            else if (ReadValue(ref reader, json) is { } fault)
                return fault;
            _path.Pop(mark);
        }

        return null;
    }

    // Hot path: per field.
    string? ReadValue(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return ReadObject(ref reader, json);
            case JsonTokenType.StartArray:
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                return Take(json[start..(int)reader.BytesConsumed], AttributeType.Array);
            case JsonTokenType.String:
                return Take(Text(ref reader), AttributeType.String);
            case JsonTokenType.Number:
                return Take(reader.ValueSpan, reader.ValueSpan.IndexOfAny(".eE"u8) < 0 ? AttributeType.Integer : AttributeType.Double);
            case JsonTokenType.True or JsonTokenType.False:
                return Take(reader.ValueSpan, AttributeType.Boolean);
            default:
                return null;
        }
    }

    string? Take(ReadOnlySpan<byte> value, AttributeType type)
    {
        switch (DocumentFields.RoleOf(_path.Span, out var rank, out var label))
        {
            case FieldRole.Time when rank < _timeRank && type != AttributeType.Array:
                return TakeTime(value, rank);
            case FieldRole.Body when type is AttributeType.String or AttributeType.Array:
                TakeBody(value, rank);
                return null;
            case FieldRole.Label when type == AttributeType.String && Labels.IndexOf(label) < 0:
                Labels.Add(label, value);
                return null;
        }

        if (TakesLabels && _path.Span.StartsWith("labels."u8) && type != AttributeType.Array)
            Labels.AddLabel(_path.Span["labels.".Length..], value);
        else
            Attribute(_path.Span, value, type);
        return null;
    }

    string? TakeTime(ReadOnlySpan<byte> value, int rank)
    {
        if (LogTime.TryParse(value, out var time))
        {
            (Time, _timeRank) = (time, rank);
            return null;
        }

        // "time" may be how long something took; "@timestamp" is never anything else.
        if (_path.Span.EndsWith("timestamp"u8))
            return $"field \"{Encoding.UTF8.GetString(_path.Span)}\" is \"{Encoding.UTF8.GetString(value)}\": expected a time as in RFC 3339 or a number since 1970";
        Attribute(_path.Span, value, AttributeType.String);
        return null;
    }

    void TakeBody(ReadOnlySpan<byte> value, int rank)
    {
        if (rank > _bodyRank)
        {
            Attribute(_path.Span, value, AttributeType.String);
            return;
        }

        // A line found before under a less usual name gives way and becomes an attribute.
        if (_bodyRank != int.MaxValue)
            Attribute(_path.Last, _body.Span, AttributeType.String);
        _bodyRank = rank;
        _path.Keep();
        _body.Clear();
        _body.Write(value);
    }

    void Attribute(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, AttributeType type)
    {
        var full = (options.MaxMetadataEntries > 0 && Attributes.Count >= options.MaxMetadataEntries)
            || (options.MaxMetadataBytes > 0 && Attributes.SizeBytes + name.Length + value.Length > options.MaxMetadataBytes);
        if (full)
            Attributes.Dropped++;
        else
            Attributes.Add(name, value, type);
    }

    static string? ValueOf(LineMetadata fields, ReadOnlySpan<byte> name) => fields.IndexOf(name) is >= 0 and var place ? Encoding.UTF8.GetString(fields.Value(place)) : null;

    ReadOnlySpan<byte> Text(scoped ref Utf8JsonReader reader)
    {
        _scratch.Clear();
        return JsonText.Read(ref reader, _scratch);
    }
}

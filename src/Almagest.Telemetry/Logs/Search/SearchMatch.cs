using System.Globalization;
using System.Text.Json;
using Almagest.Query.LogSearch;
using Almagest.Telemetry.Live;

namespace Almagest.Telemetry.Logs.Search;

/// <summary>
/// Judges a search on a line in memory, for lines that are shown as they arrive: the same answer as <see cref="SearchConditions"/> gives in the store,
/// which a scenario holds against each other. Not thread-safe.
/// </summary>
public sealed class SearchMatch(SearchExpr query, DateTimeOffset now)
{
    readonly TermMatch _terms = new(now);

    /// <summary>Whether the line is found.</summary>
    public bool IsFound(LogRow line) => Of(query, new LineFields(line));

    bool Of(SearchExpr expr, LineFields line) => expr switch
    {
        AllExpr => true,
        NotExpr not => !Of(not.Operand, line),
        AndExpr and => and.Operands.All(operand => Of(operand, line)),
        OrExpr or => or.Operands.Any(operand => Of(operand, line)),
        FieldExpr field => Of(field, line),
        _ => throw new InvalidOperationException($"unknown expression {expr.GetType().Name}"),
    };

    bool Of(FieldExpr field, LineFields line)
    {
        if (field.Field is not { } name || SearchConditions.LineNames.Contains(name))
            return field.Term is ExistsTerm ? line.Row.Body.Length > 0 : _terms.InText(field.Term, line.Row.Body);
        if (SearchConditions.TimeNames.Contains(name))
            return OfTime(field, line.Row.TimeUnixNano);
        if (SearchConditions.MessageNames.Contains(name) && field.Term is TextTerm or WildcardTerm or RegexTerm)
            return _terms.InMessage(field.Term, line.Message);
        if (SearchConditions.LevelNames.Contains(name) && field.Term is TextTerm level)
            return SearchConditions.Levels(level.Text).Contains(line.Row.Level);
        return field.Term is ExistsTerm ? line.Has(name) : line.Values(name).Any(value => _terms.IsValue(field.Term, value));
    }

    bool OfTime(FieldExpr field, long time) => field.Term switch
    {
        ExistsTerm => true,
        RangeTerm range => (range.Low is not { } low || Order(time, Nano(low.Text, !low.Inclusive, field), low.Inclusive))
            && (range.High is not { } high || Order(Nano(high.Text, high.Inclusive, field), time, high.Inclusive)),
        TextTerm text => time >= Nano(text.Text, false, field) && time <= Nano(text.Text, true, field),
        _ => false,
    };

    static bool Order(long greater, long less, bool equal) => greater > less || (equal && greater == less);

    long Nano(string text, bool end, FieldExpr field) => SearchConditions.Nano(text, end, field, now);
}

/// <summary>The values of a line by name, in the places where the store looks for them.</summary>
sealed class LineFields(LogRow row)
{
    JsonElement? _body;
    bool _read;

    internal LogRow Row => row;

    /// <summary>The member <c>message</c> or <c>msg</c> of a line that is JSON and has it; else the line.</summary>
    internal string Message => Member(Body, ["message"]) is { } message ? Plain(message) : Member(Body, ["msg"]) is { } other ? Plain(other) : row.Body;

    internal bool Has(string name) => Column(name) is { Length: > 0 } || row.Attributes.ContainsKey(name) || row.Resource.ContainsKey(name)
        || FieldPlaces.Paths(name).Any(path => Member(Body, path) is { ValueKind: not JsonValueKind.Null })
        || FieldPlaces.Nested(name).Any(nested => Member(Attribute(nested.Name), nested.Path) is { ValueKind: not JsonValueKind.Null });

    /// <summary>The values in all places; empty texts where there is none.</summary>
    internal IEnumerable<string> Values(string name)
    {
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

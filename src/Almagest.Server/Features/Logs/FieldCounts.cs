using System.Globalization;
using System.Text.Json;
using Almagest.Telemetry.Logs.Search;

namespace Almagest.Server.Features.Logs;

/// <summary>Counts the fields of lines and their values: columns, attributes, and members of bodies that are JSON.</summary>
sealed class FieldCounts
{
    // A body of many members would make the sidebar useless and the answer large.
    const int MostFields = 500;
    const int Top = 10;

    // What is longer is text to read, not a value to choose.
    const int LongestValue = 256;

    readonly Dictionary<string, Dictionary<string, int>> _fields = new(StringComparer.Ordinal);
    readonly Dictionary<string, string> _line = new(StringComparer.Ordinal);

    internal void Add(FoundLog line)
    {
        // A name in several places counts once a line, as the first of them that a query would take it from.
        _line.Clear();
        Take("level", line.Level);
        Take("service", line.Service);
        Take("trace_id", line.TraceId);
        Take("span_id", line.SpanId);
        Take("pattern", line.PatternId);
        foreach (var (name, value) in line.Attributes.Concat(line.Resource))
            Take(name, value);
        if (line.Body.StartsWith('{'))
            TakeBody(line.Body);
        foreach (var (name, value) in _line)
            Count(name, value);
    }

    internal IReadOnlyList<LogFieldResponse> ToResponse() =>
        [.. _fields.Select(static f => new LogFieldResponse(f.Key, TypeOf(f.Value.Keys), f.Value.Values.Sum(), f.Value.Count,
            [.. f.Value.OrderByDescending(static v => v.Value).ThenBy(static v => v.Key, StringComparer.Ordinal).Take(Top).Select(static v => new LogValueResponse(v.Key, v.Value))]))
            .OrderByDescending(static f => f.Lines).ThenBy(static f => f.Name, StringComparer.Ordinal)];

    /// <summary>How many lines have which value.</summary>
    internal Dictionary<(string Field, string Value), int> Values() =>
        _fields.SelectMany(static field => field.Value.Select(value => (Key: (field.Key, value.Key), value.Value))).ToDictionary(static each => each.Key, static each => each.Value);

    void Take(string name, string value)
    {
        if (value.Length > 0)
            _line.TryAdd(name, value.Length <= LongestValue ? value : value[..LongestValue] + "…");
    }

    void TakeBody(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            TakeMembers("", document.RootElement);
        }
        catch (JsonException)
        {
            // Begins like JSON and is none: the line has no members.
        }
    }

    void TakeMembers(string prefix, JsonElement value)
    {
        foreach (var member in value.EnumerateObject())
        {
            var name = prefix + member.Name;
            if (member.Value.ValueKind == JsonValueKind.Object)
                TakeMembers(name + ".", member.Value);
            else if (member.Value.ValueKind != JsonValueKind.Null)
                Take(name, member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString() ?? "" : member.Value.GetRawText());
        }
    }

    void Count(string name, string value)
    {
        if (!_fields.TryGetValue(name, out var values))
        {
            if (_fields.Count >= MostFields)
                return;
            _fields[name] = values = new Dictionary<string, int>(StringComparer.Ordinal);
        }

        values[value] = values.GetValueOrDefault(value) + 1;
    }

    static string TypeOf(IEnumerable<string> values)
    {
        var (number, boolean) = (true, true);
        foreach (var value in values)
        {
            number = number && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
            boolean = boolean && value is "true" or "false";
        }

        return number ? "number" : boolean ? "boolean" : "string";
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using Almagest.Model;

namespace Almagest.Server.Ingest.Loki;

/// <summary>
/// The JSON of <c>/api/prom/push</c>, from before Loki 1.0: <c>{"streams": [{"labels": "{…}", "entries": [{"ts": "RFC 3339", "line": "…"}]}]}</c>.
/// </summary>
static class LegacyPushJson
{
    /// <exception cref="JsonException">The body is not JSON.</exception>
    /// <exception cref="UserErrorException">It is JSON of another form; nothing of it may be kept.</exception>
    internal static void Decode(ReadOnlyMemory<byte> body, PushContext context)
    {
        using var json = JsonDocument.Parse(body);
        foreach (var stream in List(json.RootElement, "streams"))
        {
            context.Enter(Encoding.UTF8.GetBytes(Text(stream, "labels")), static labels => Encoding.UTF8.GetString(labels));
            foreach (var entry in List(stream, "entries"))
            {
                context.Metadata.Clear();
                if (entry.TryGetProperty("structuredMetadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object)
                {
                    foreach (var pair in metadata.EnumerateObject())
                        context.Metadata.AddLabel(Encoding.UTF8.GetBytes(pair.Name), Encoding.UTF8.GetBytes(pair.Value.GetString() ?? ""));
                }

                context.Append(Time(Text(entry, "ts")), Encoding.UTF8.GetBytes(Text(entry, "line")));
            }
        }
    }

    static JsonElement.ArrayEnumerator List(JsonElement parent, string name)
    {
        if (parent.ValueKind != JsonValueKind.Object)
            throw Invalid($"expected an object with \"{name}\"");
        if (!parent.TryGetProperty(name, out var list) || list.ValueKind == JsonValueKind.Null)
            return default;
        return list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : throw Invalid($"\"{name}\" is no array");
    }

    static string Text(JsonElement parent, string name)
    {
        if (parent.ValueKind != JsonValueKind.Object)
            throw Invalid($"expected an object with \"{name}\"");
        if (!parent.TryGetProperty(name, out var value))
            return "";
        return value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : throw Invalid($"\"{name}\" is no string");
    }

    static long Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? (time - DateTimeOffset.UnixEpoch).Ticks * 100
            : throw Invalid($"\"ts\" is \"{text}\": expected a time as in RFC 3339");

    static UserErrorException Invalid(string message) => new(UserErrorKind.Invalid, "invalid_json", message);
}

using System.Text.Json;

namespace Almagest.Server.Ingest.Logs.Pipelines.Stages;

/// <summary>
/// Extracts fields of JSON: <c>json: {expressions: {name: path}, source: name, drop_malformed: true}</c>. Paths are those of JMESPath that lead to
/// one value: names with dots, quoted names, places in lists; without a path the field of the same name.
/// </summary>
sealed class JsonStage(KeyValuePair<string, JsonPath>[] expressions, string? source, bool dropMalformed) : IPipelineStage
{
    internal static JsonStage Create(StageOptions options)
    {
        var expressions = options.Pairs("expressions");
        if (expressions.Length == 0)
            throw options.Invalid("\"expressions\" is needed");
        return new JsonStage(
            [.. expressions.Select(e => KeyValuePair.Create(e.Key, JsonPath.Parse(e.Value ?? e.Key) ?? throw options.Invalid($"\"{e.Value}\" is no path to a value")))],
            options.Text("source"), options.Flag("drop_malformed"));
    }

    /// <inheritdoc/>
    public void Process(PipelineEntry entry)
    {
        if (entry.Find(source) is not { } text)
            return;
        try
        {
            using var json = JsonDocument.Parse(text);
            foreach (var (name, path) in expressions)
            {
                if (path.Find(json.RootElement) is { } value)
                    entry.Extracted[name] = value;
            }
        }
        // A string with half a surrogate pair is valid JSON that has no text.
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            if (dropMalformed)
                entry.Drop();
        }
    }
}

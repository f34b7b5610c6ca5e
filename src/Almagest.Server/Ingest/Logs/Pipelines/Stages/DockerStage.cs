using System.Text;
using System.Text.Json;

namespace Almagest.Server.Ingest.Logs.Pipelines.Stages;

/// <summary>Reads lines of Docker's json-file driver: <c>{"log": "the line\n", "stream": "stderr", "time": "…"}</c>.</summary>
sealed class DockerStage : IPipelineStage
{
    /// <inheritdoc/>
    public void Process(PipelineEntry entry)
    {
        try
        {
            using var json = JsonDocument.Parse(entry.Line);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
                return;
            if (Text(json, "time") is { } text && LogTime.TryParse(Encoding.UTF8.GetBytes(text), out var time))
                entry.Time = time;
            if (Text(json, "stream") is { } stream)
                entry.Labels["stream"] = stream;
            if (Text(json, "log") is { } line)
                entry.Line = line.TrimEnd('\n');
        }
        // A string with half a surrogate pair is valid JSON that has no text.
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // Not of this driver: the line stays as it is.
        }
    }

    static string? Text(JsonDocument json, string name) => json.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

using System.Text.Json;

namespace Almagest.Server.Ingest.Logs.Pipelines.Stages;

/// <summary>
/// Puts labels and extracted values into the line, as JSON that LogQL's <c>unpack</c> takes apart: <c>pack: {labels: [pod], ingest_timestamp: true}</c>. With
/// <c>ingest_timestamp</c> the time becomes that of reading, because lines of streams that were told apart before may now be out of order.
/// </summary>
sealed class PackStage(string[] names, bool now, TimeProvider time) : IPipelineStage
{
    static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static PackStage Create(StageOptions options) =>
        new([.. options.List("labels").Order(StringComparer.Ordinal)], options.Text("ingest_timestamp") is null || options.Flag("ingest_timestamp"), options.Environment.Time);

    /// <inheritdoc/>
    public void Process(PipelineEntry entry)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Options))
        {
            writer.WriteStartObject();
            foreach (var name in names)
            {
                if (entry.Find(name) is not { } value)
                    continue;
                writer.WriteString(name, value);
                entry.Labels.Remove(name);
            }

            writer.WriteString("_entry"u8, entry.Line);
            writer.WriteEndObject();
        }

        entry.Line = System.Text.Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
        if (now)
            entry.Time = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
    }
}

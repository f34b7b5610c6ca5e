using System.Globalization;
using System.Text.Json;

namespace Almagest.Server.Ingest.Scrape.Targets;

/// <summary>Writes failed scrapes into <c>scrape_failure_log_file</c>, a line of JSON each, as Prometheus does. Jobs may share a file.</summary>
sealed class ScrapeFailureLog(string path, TimeProvider time)
{
    static readonly Lock OneAtATime = new();

    /// <summary>Appends a line. A file that can not be written must not end scraping: its lines are lost.</summary>
    internal void Write(Target target, string error)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteString("time", time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            json.WriteString("level", "ERROR");
            json.WriteString("msg", error);
            json.WriteString("job_name", target.Config.JobName);
            json.WriteString("target", target.Url.ToString());
            json.WriteEndObject();
        }

        line.WriteByte((byte)'\n');
        try
        {
            lock (OneAtATime)
            {
                using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
                file.Write(line.GetBuffer().AsSpan(0, (int)line.Length));
            }
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            // The failure itself stands in the state of the target; the log of the server tells of it, too.
        }
    }
}

using System.Text;

namespace Almagest.Server.Ingest.Logs.Pipelines.Stages;

/// <summary>
/// Takes messages of Windows' event log apart, which are lines of a name, a colon and a value: <c>eventlogmessage: {source: message, drop_invalid_labels, overwrite_existing}</c>.
/// </summary>
sealed class EventLogMessageStage(string source, bool dropInvalid, bool overwrite) : IPipelineStage
{
    internal static EventLogMessageStage Create(StageOptions options) =>
        new(options.Text("source") ?? "message", options.Flag("drop_invalid_labels"), options.Flag("overwrite_existing"));

    /// <inheritdoc/>
    public void Process(PipelineEntry entry)
    {
        if (entry.Find(source) is not { } message)
            return;
        foreach (var line in message.Split("\r\n"))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0 || Name(line[..colon]) is not { } name)
                continue;
            if (!overwrite && (entry.Extracted.ContainsKey(name) || entry.Labels.ContainsKey(name)))
                name += "_extracted";
            entry.Extracted[name] = line[(colon + 1)..].Trim();
        }
    }

    /// <summary>A name as labels have it; null when such are left out.</summary>
    string? Name(string text)
    {
        var name = new StringBuilder(text.Length);
        foreach (var c in text)
            name.Append(char.IsAsciiLetter(c) || c == '_' || (char.IsAsciiDigit(c) && name.Length > 0) ? c : '_');
        if (name.Length == 0)
            name.Append('_');
        return dropInvalid && name.ToString() != text ? null : name.ToString();
    }
}

using System.Text;

namespace Almagest.Server.Ingest.Logs.Pipelines.Stages;

/// <summary>Extracts fields of logfmt: <c>logfmt: {mapping: {name: field}, source: name}</c>.</summary>
sealed class LogfmtStage(KeyValuePair<string, string>[] mapping, string? source) : IPipelineStage
{
    internal static LogfmtStage Create(StageOptions options)
    {
        var mapping = options.Pairs("mapping");
        if (mapping.Length == 0)
            throw options.Invalid("\"mapping\" is needed");
        return new LogfmtStage([.. mapping.Select(static m => KeyValuePair.Create(m.Key, m.Value ?? m.Key))], options.Text("source"));
    }

    /// <inheritdoc/>
    public void Process(PipelineEntry entry)
    {
        if (entry.Find(source) is not { } text)
            return;
        var reader = new LogfmtReader(Encoding.UTF8.GetBytes(text));
        while (reader.Next())
        {
            var key = Encoding.UTF8.GetString(reader.Key);
            foreach (var (name, field) in mapping)
            {
                if (field == key)
                    entry.Extracted[name] = Encoding.UTF8.GetString(reader.Value);
            }
        }
    }
}

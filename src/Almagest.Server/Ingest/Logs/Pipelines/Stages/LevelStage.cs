using System.Text;
using Almagest.Server.Ingest.Logs.Levels;

namespace Almagest.Server.Ingest.Logs.Pipelines.Stages;

/// <summary>Sets the level: from <c>source</c>, else from the line as it is at this stage. Later stages may take its words away.</summary>
sealed class LevelStage(string? source) : IPipelineStage
{
    /// <inheritdoc/>
    public void Process(PipelineEntry entry)
    {
        if (source is not null && entry.Find(source) is not { Length: > 0 })
            return;
        var text = Encoding.UTF8.GetBytes(entry.Find(source) ?? "");
        var level = source is null ? LevelDetector.OfLine(text) : LevelWords.Normalize(text);
        entry.SetMetadata(Encoding.UTF8.GetString(LevelFields.Detected), Encoding.UTF8.GetString(level));
    }
}

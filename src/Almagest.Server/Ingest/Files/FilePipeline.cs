using Almagest.Model;
using Almagest.Server.Ingest.Logs.Pipelines;
using YamlDotNet.RepresentationModel;

namespace Almagest.Server.Ingest.Files;

/// <summary>The <c>pipeline_stages</c> of a scrape configuration. Joining lines is done where they are read, so its stage stands at the beginning.</summary>
/// <param name="Stages">What each record goes through; null when there are no stages.</param>
/// <param name="FirstLine">What the first line of a record looks like; null when each line is one.</param>
/// <param name="MaxLines">Lines of a record.</param>
/// <param name="MaxWait">How long a record waits for another line.</param>
/// <param name="IsCri">Whether lines come from a Kubernetes runtime, which cuts long ones.</param>
sealed record FilePipeline(Pipeline? Stages, StageRegex? FirstLine, int MaxLines, TimeSpan MaxWait, bool IsCri)
{
    const int DefaultMaxLines = 128;

    static readonly TimeSpan DefaultMaxWait = TimeSpan.FromSeconds(3);

    /// <summary>Reads the stages.</summary>
    /// <exception cref="UserErrorException">A stage is unknown, wrong, or stands where it can not.</exception>
    internal static FilePipeline Read(YamlSequenceNode? list, StageEnvironment environment)
    {
        if (list is null || list.Children.Count == 0)
            return new FilePipeline(null, null, DefaultMaxLines, DefaultMaxWait, false);
        var stages = list.Children.ToList();
        var isCri = Kind(stages[0]) == "cri";
        var place = isCri ? 1 : 0;
        var multiline = place < stages.Count && Kind(stages[place]) == "multiline" ? new StageOptions("multiline", ((YamlMappingNode)stages[place]).Children[0].Value, environment) : null;
        if (multiline is not null)
            stages.RemoveAt(place);
        if (stages.FirstOrDefault(static s => Kind(s) == "multiline") is { } misplaced)
            throw new UserErrorException(UserErrorKind.Invalid, "invalid_pipeline",
                $"line {misplaced.Start.Line}: the stage multiline is possible as the first one, or directly behind cri");
        var pipeline = new FilePipeline(
            stages.Count == 0 ? null : PipelineReader.Read(new YamlSequenceNode(stages), environment),
            multiline?.Regex("firstline"), (int)(multiline?.Number("max_lines") ?? DefaultMaxLines), multiline?.Duration("max_wait_time") ?? DefaultMaxWait, isCri);
        multiline?.CheckAllRead();
        return pipeline;
    }

    static string Kind(YamlNode stage) => stage is YamlMappingNode { Children.Count: 1 } map ? map.Children[0].Key.ToString() : "";
}

using Almagest.Model;
using Almagest.Server.Ingest.Logs.Pipelines;
using Almagest.Server.Ingest.Logs.Pipelines.Effects;
using Almagest.Server.Ingest.Scrape.Configuration;
using Almagest.Server.Ingest.Scrape.Relabeling;
using YamlDotNet.RepresentationModel;

namespace Almagest.Server.Ingest.Files;

/// <summary>
/// What we take from a Promtail configuration (https://grafana.com/docs/loki/latest/send-data/promtail/configuration/): the files of
/// <c>static_configs</c> with <c>__path__</c>, relabelling, pipelines, the place of the positions. Where it would send to does not matter here.
/// </summary>
/// <param name="Targets">The files.</param>
/// <param name="Positions">File of the positions; empty when it names none.</param>
/// <param name="Skipped">Jobs that find their targets in another way.</param>
sealed record PromtailConfig(IReadOnlyList<FileTarget> Targets, string Positions, IReadOnlyList<string> Skipped)
{
    const string PathLabel = "__path__";
    const string ExcludeLabel = "__path_exclude__";

    /// <summary>Reads a configuration.</summary>
    /// <exception cref="UserErrorException">It is missing or wrong.</exception>
    internal static PromtailConfig Read(string path, PipelineMetrics metrics, TimeProvider time)
    {
        var full = Path.GetFullPath(path);
        var environment = new StageEnvironment(Path.GetDirectoryName(full) ?? "", time, Random.Shared.NextDouble, metrics);
        var targets = new List<FileTarget>();
        var skipped = new List<string>();
        try
        {
            var root = new ConfigMap(PipelineReader.Load(full), "config.Config");
            foreach (var node in root.Items("scrape_configs"))
                ReadJob(node, environment, targets, skipped);
            var positions = root.Section("positions", "positions.Config")?.Text("filename") ?? "";
            return new PromtailConfig(targets, positions, skipped);
        }
        catch (ConfigException error)
        {
            throw new UserErrorException(UserErrorKind.Invalid, "invalid_promtail_config", $"\"{path}\": {error.Message}");
        }
    }

    static void ReadJob(YamlNode node, StageEnvironment environment, List<FileTarget> targets, List<string> skipped)
    {
        var job = new ConfigMap(node, "scrapeconfig.plain");
        var name = job.Text("job_name");
        if (!job.Has("static_configs"))
        {
            skipped.Add(name);
            return;
        }

        var pipeline = FilePipeline.Read(job.Has("pipeline_stages") ? Child(node, "pipeline_stages") as YamlSequenceNode : null, environment);
        var rules = RelabelReader.ReadAll(job, "relabel_configs");
        foreach (var group in job.Items("static_configs"))
        {
            var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (var (key, value) in Child(group, "labels") as YamlMappingNode ?? [])
                labels[key.ToString()] = value.ToString();
            if (!RelabelRule.Apply(rules, labels) || !labels.TryGetValue(PathLabel, out var pattern))
                continue;
            targets.Add(new FileTarget(name, pattern, labels.GetValueOrDefault(ExcludeLabel, ""),
                labels.Where(static l => !l.Key.StartsWith("__", StringComparison.Ordinal)).ToDictionary(), pipeline));
        }
    }

    static YamlNode? Child(YamlNode node, string name) => node is YamlMappingNode map && map.Children.TryGetValue(new YamlScalarNode(name), out var child) ? child : null;
}

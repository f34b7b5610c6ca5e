using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Almagest.Server.Ingest.Scrape.Configuration;

/// <summary>What we use of a prometheus.yml.</summary>
/// <param name="Text">The file as it is.</param>
/// <param name="Jobs">Its scrape configurations.</param>
/// <param name="ExternalLabels">Labels of this Prometheus; told, not added to samples.</param>
sealed record PrometheusConfig(string Text, IReadOnlyList<ScrapeConfig> Jobs, IReadOnlyDictionary<string, string> ExternalLabels)
{
    /// <summary>Nothing is scraped.</summary>
    internal static readonly PrometheusConfig Empty = new("", [], new Dictionary<string, string>());

    // Sections of other features: their content is not looked at here.
    static readonly string[] OtherSections = ["alerting", "rule_files", "remote_write", "remote_read", "storage", "tracing", "otlp", "runtime"];

    /// <summary>Reads a configuration.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="folder">What paths in it are relative to.</param>
    /// <exception cref="ConfigException">Prometheus would refuse it.</exception>
    internal static PrometheusConfig Parse(string text, string folder)
    {
        try
        {
            var yaml = new YamlStream();
            using var reader = new StringReader(text);
            yaml.Load(reader);
            return yaml.Documents.Count == 0 ? Empty with { Text = text } : Read(yaml.Documents[0].RootNode, text, folder);
        }
        catch (YamlException error)
        {
            throw new ConfigException($"yaml: line {error.Start.Line}: {error.Message}");
        }
    }

    static PrometheusConfig Read(YamlNode root, string text, string folder)
    {
        var map = new ConfigMap(root, "config.plain");
        map.Ignore(OtherSections);
        var global = GlobalConfig.Read(map.Section("global", "config.plain"));
        var jobs = map.Items("scrape_configs").Select(node => ScrapeConfigReader.Read(node, global, folder)).ToList();
        foreach (var pattern in map.Texts("scrape_config_files"))
        {
            if (Path.GetDirectoryName(pattern)?.Contains('*', StringComparison.Ordinal) == true)
                throw new ConfigException($"invalid scrape config file path \"{pattern}\"");
            jobs.AddRange(ReadFiles(Path.Combine(folder, pattern), global));
        }

        map.End();
        if (jobs.GroupBy(static j => j.JobName).FirstOrDefault(static g => g.Count() > 1) is { } twice)
            throw new ConfigException($"found multiple scrape configs with job name \"{twice.Key}\"");
        return new(text, jobs, global.ExternalLabels);
    }

    static IEnumerable<ScrapeConfig> ReadFiles(string pattern, GlobalConfig global)
    {
        foreach (var file in FilePatterns.Expand(pattern))
        {
            var yaml = new YamlStream();
            using var reader = File.OpenText(file);
            yaml.Load(reader);
            var map = new ConfigMap(yaml.Documents[0].RootNode, "config.ScrapeConfigs");
            foreach (var node in map.Items("scrape_configs"))
                yield return ScrapeConfigReader.Read(node, global, Path.GetDirectoryName(file) ?? "");
            map.End();
        }
    }
}

using Almagest.Server.Ingest.Scrape.Configuration;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Almagest.Server.Ingest.Scrape.Discovery;

/// <summary>Reads lists of target groups, in JSON or YAML, from files and HTTP endpoints.</summary>
static class TargetGroupReader
{
    /// <exception cref="ConfigException">The text is no list of target groups.</exception>
    internal static IReadOnlyList<TargetGroup> Read(string text, string source, string metaLabel)
    {
        try
        {
            // JSON is YAML.
            var yaml = new YamlStream();
            using var reader = new StringReader(text);
            yaml.Load(reader);
            if (yaml.Documents.Count == 0)
                return [];
            if (yaml.Documents[0].RootNode is not YamlSequenceNode list)
                throw new ConfigException($"\"{source}\" holds no list of target groups");
            return [.. list.Children.Select((node, i) => WithSource(DiscoveryReader.ReadGroup(node, i), $"{source}:{i}", metaLabel, source))];
        }
        catch (YamlException error)
        {
            throw new ConfigException($"\"{source}\", line {error.Start.Line}: {error.Message}");
        }
    }

    static TargetGroup WithSource(TargetGroup group, string source, string metaLabel, string value) =>
        group with { Source = source, Labels = new Dictionary<string, string>(group.Labels, StringComparer.Ordinal) { [metaLabel] = value } };
}

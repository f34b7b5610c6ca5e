using Almagest.Model;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Almagest.Server.Ingest.Logs.Pipelines;

/// <summary>Reads lists of stages as Promtail writes them: each item a map of one stage to its options.</summary>
static class PipelineReader
{
    /// <exception cref="UserErrorException">A stage is unknown or its options are wrong.</exception>
    internal static Pipeline Read(YamlSequenceNode list, StageEnvironment environment) => new([.. list.Select(item => ReadStage(item, environment))]);

    /// <summary>The first document of a YAML file.</summary>
    /// <exception cref="UserErrorException">The file is missing or no YAML.</exception>
    internal static YamlNode Load(string path)
    {
        try
        {
            var yaml = new YamlStream();
            using var reader = File.OpenText(path);
            yaml.Load(reader);
            return yaml.Documents.Count > 0 ? yaml.Documents[0].RootNode : new YamlMappingNode();
        }
        catch (IOException error)
        {
            throw new UserErrorException(UserErrorKind.Invalid, "config_missing", $"\"{path}\" can not be read: {error.Message}");
        }
        catch (YamlException error)
        {
            throw new UserErrorException(UserErrorKind.Invalid, "config_invalid", $"\"{path}\", line {error.Start.Line}: {error.Message}");
        }
    }

    static IPipelineStage ReadStage(YamlNode item, StageEnvironment environment)
    {
        if (item is not YamlMappingNode { Children.Count: 1 } map)
            throw new UserErrorException(UserErrorKind.Invalid, "invalid_pipeline", $"line {item.Start.Line}: expected a map of one stage to its options");
        var (name, options) = map.Children.First();
        return StageCatalog.Create(new StageOptions(name.ToString(), options, environment), name.ToString());
    }
}

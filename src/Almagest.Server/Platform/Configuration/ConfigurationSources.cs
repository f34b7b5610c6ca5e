using System.Globalization;
using System.Text.RegularExpressions;
using Almagest.Model;
using Microsoft.Extensions.Configuration;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Almagest.Server.Platform.Configuration;

/// <summary>
/// Reads the YAML file, the environment (<c>ALMAGEST_…</c>, <c>__</c> between levels) and the flags into one configuration; the later
/// wins. Keys are written in snake_case or kebab-case and durations as people write them: <c>200ms</c>, <c>15s</c>, <c>30d</c>.
/// </summary>
public static partial class ConfigurationSources
{
    const string EnvironmentPrefix = "ALMAGEST_";

    /// <summary>Adds all sources to <paramref name="builder"/>, and checks the keys of the file.</summary>
    /// <param name="builder">What the host reads its options from.</param>
    /// <param name="yamlPath">The file given by <c>--config</c>, or null.</param>
    /// <param name="flags">Flags that were given, by name without dashes at the front.</param>
    /// <param name="sections">The options by section name; the empty name is the top level.</param>
    /// <exception cref="UserErrorException">The file is missing, is not YAML of the expected form, or has an unknown key.</exception>
    public static void Add(
        IConfigurationBuilder builder, string? yamlPath, IReadOnlyDictionary<string, string?> flags, IReadOnlyDictionary<string, Type> sections)
    {
        if (yamlPath is not null)
        {
            var values = ReadYaml(yamlPath);
            // Only the file is checked: an environment may hold variables of ours that are not settings of the server.
            ConfigurationKeys.Check(new ConfigurationBuilder().AddInMemoryCollection(values).Build(), sections);
            builder.AddInMemoryCollection(values);
        }

        builder.AddInMemoryCollection(ReadEnvironment());
        builder.AddInMemoryCollection(flags.Select(static f => KeyValuePair.Create(Key(f.Key), Value(f.Value))));
    }

    static IEnumerable<KeyValuePair<string, string?>> ReadEnvironment()
    {
        foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            // Compose files and unit files pass variables that nobody gave a value as empty.
            if (variable.Key is string name && variable.Value is string { Length: > 0 } && name.StartsWith(EnvironmentPrefix, StringComparison.Ordinal))
                yield return new(Key(name[EnvironmentPrefix.Length..].Replace("__", ":", StringComparison.Ordinal)), Value(variable.Value as string));
        }
    }

    static List<KeyValuePair<string, string?>> ReadYaml(string path)
    {
        if (!File.Exists(path))
            throw new UserErrorException(UserErrorKind.Invalid, "config_missing", $"configuration file \"{path}\" does not exist");
        try
        {
            var yaml = new YamlStream();
            using var reader = File.OpenText(path);
            yaml.Load(reader);
            var values = new List<KeyValuePair<string, string?>>();
            if (yaml.Documents.Count > 0)
                Flatten(yaml.Documents[0].RootNode, "", values);
            return values;
        }
        catch (YamlException error)
        {
            throw new UserErrorException(UserErrorKind.Invalid, "config_invalid",
                $"configuration file \"{path}\", line {error.Start.Line}: {error.Message}");
        }
    }

    static void Flatten(YamlNode node, string prefix, List<KeyValuePair<string, string?>> values)
    {
        switch (node)
        {
            case YamlMappingNode map:
                foreach (var (key, value) in map.Children)
                    Flatten(value, Join(prefix, Key(key.ToString())), values);
                break;
            case YamlSequenceNode list:
                for (var i = 0; i < list.Children.Count; i++)
                    Flatten(list.Children[i], Join(prefix, i.ToString(CultureInfo.InvariantCulture)), values);
                break;
            case YamlScalarNode scalar:
                values.Add(new(prefix, Value(scalar.Value)));
                break;
            default:
                throw new YamlException(node.Start, node.End, $"\"{prefix}\" is neither a value, a list nor a map");
        }
    }

    static string Join(string prefix, string key) => prefix.Length == 0 ? key : $"{prefix}:{key}";

    static string Key(string key) => key.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);

    internal static string? Value(string? value)
    {
        if (value is null || Duration().Match(value) is not { Success: true } duration)
            return value;
        var amount = double.Parse(duration.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        var span = duration.Groups[2].Value switch
        {
            "ms" => TimeSpan.FromMilliseconds(amount),
            "s" => TimeSpan.FromSeconds(amount),
            "m" => TimeSpan.FromMinutes(amount),
            "h" => TimeSpan.FromHours(amount),
            _ => TimeSpan.FromDays(amount),
        };
        return span.ToString("c", CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^(\d+(?:\.\d+)?)(ms|s|m|h|d)$")]
    private static partial Regex Duration();
}

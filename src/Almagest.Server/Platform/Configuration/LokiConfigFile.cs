using System.Globalization;
using System.Text.RegularExpressions;
using Almagest.Model;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Almagest.Server.Platform.Configuration;

/// <summary>
/// Takes over the limits of a configuration file of Loki, named by <c>loki.config_file</c>: those of <c>limits_config</c> that exist here. What is about
/// Loki's own storage and processes has no counterpart and is left out. Our own settings come before those of the file.
/// </summary>
/// <param name="Values">Settings by our keys.</param>
/// <param name="LeftOut">Keys and sections without a counterpart.</param>
sealed partial record LokiConfigFile(IReadOnlyList<KeyValuePair<string, string?>> Values, IReadOnlyList<string> LeftOut)
{
    static readonly Dictionary<string, (string Key, Func<string, string?> Convert)> Limits = new()
    {
        ["reject_old_samples"] = ("logintake:rejectold", Same),
        ["reject_old_samples_max_age"] = ("logintake:maxage", ConfigurationSources.Value),
        ["creation_grace_period"] = ("logintake:maxahead", ConfigurationSources.Value),
        ["max_line_size"] = ("logintake:maxlinebytes", Bytes),
        ["max_line_size_truncate"] = ("logintake:truncatelonglines", Same),
        ["max_line_size_truncate_identifier"] = ("logintake:truncationmark", Same),
        ["max_label_names_per_series"] = ("logintake:maxlabels", Same),
        ["max_label_name_length"] = ("logintake:maxlabelnamebytes", Same),
        ["max_label_value_length"] = ("logintake:maxlabelvaluebytes", Same),
        ["max_structured_metadata_size"] = ("logintake:maxmetadatabytes", Bytes),
        ["max_structured_metadata_entries_count"] = ("logintake:maxmetadataentries", Same),
        ["discover_log_levels"] = ("logintake:discoverlevels", Same),
        ["max_query_series"] = ("loki:maxseries", Same),
        ["max_entries_limit_per_query"] = ("loki:maxentries", Same),
        ["query_timeout"] = ("loki:querytimeout", ConfigurationSources.Value),
        ["retention_period"] = ("retention:logsdays", Days),
    };

    /// <summary>Adds the settings of the file, if one is named, below all others.</summary>
    /// <exception cref="UserErrorException">The file is missing or no YAML.</exception>
    internal static void Add(IConfigurationManager configuration)
    {
        if (configuration["loki:configfile"] is { Length: > 0 } path)
            configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Read(path).Values });
    }

    /// <exception cref="UserErrorException">The file is missing or no YAML.</exception>
    internal static LokiConfigFile Read(string path)
    {
        var (values, leftOut) = (new List<KeyValuePair<string, string?>>(), new List<string>());
        foreach (var (section, node) in Load(path))
        {
            if (section.ToString() != "limits_config" || node is not YamlMappingNode limits)
            {
                leftOut.Add(section.ToString());
                continue;
            }

            foreach (var (key, value) in limits)
                Take(key.ToString(), value, values, leftOut);
        }

        return new LokiConfigFile(values, leftOut);
    }

    static void Take(string name, YamlNode value, List<KeyValuePair<string, string?>> values, List<string> leftOut)
    {
        if (name == "discover_service_name" && value is YamlSequenceNode list)
        {
            values.Add(new("logintake:discoverservice", list.Children.Count > 0 ? "true" : "false"));
            values.AddRange(list.Select(static (item, i) => KeyValuePair.Create($"logintake:servicelabels:{i.ToString(CultureInfo.InvariantCulture)}", (string?)item.ToString())));
        }
        else if (Limits.TryGetValue(name, out var limit) && value is YamlScalarNode { Value: { } text } && limit.Convert(text) is { } converted)
        {
            values.Add(new(limit.Key, converted));
        }
        else
        {
            leftOut.Add($"limits_config.{name}");
        }
    }

    static YamlMappingNode Load(string path)
    {
        try
        {
            var yaml = new YamlStream();
            using var reader = File.OpenText(path);
            yaml.Load(reader);
            return yaml.Documents.Count > 0 && yaml.Documents[0].RootNode is YamlMappingNode map ? map : [];
        }
        catch (Exception error) when (error is IOException or YamlException or UnauthorizedAccessException)
        {
            throw new UserErrorException(UserErrorKind.Invalid, "invalid_loki_config", $"loki.config_file \"{path}\" can not be read: {error.Message}");
        }
    }

    static string? Same(string text) => text;

    static string? Bytes(string text)
    {
        if (Size().Match(text) is not { Success: true } size)
            return text;
        var factor = size.Groups[2].Value.ToUpperInvariant() switch { "" or "B" => 1L, "KB" or "KIB" or "K" => 1L << 10, "MB" or "MIB" or "M" => 1L << 20, _ => 1L << 30 };
        return (long.Parse(size.Groups[1].ValueSpan, CultureInfo.InvariantCulture) * factor).ToString(CultureInfo.InvariantCulture);
    }

    // Less than a day is Loki's way to say for ever, or not supported.
    static string? Days(string text) => TimeSpan.TryParse(ConfigurationSources.Value(text), CultureInfo.InvariantCulture, out var age) && age.TotalDays >= 1
        ? Math.Ceiling(age.TotalDays).ToString(CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"^(\d{1,9}) *([KMG]?i?B?)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Size();
}

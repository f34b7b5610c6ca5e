using Almagest.Server.Ingest.Scrape.Relabeling;
using YamlDotNet.RepresentationModel;

namespace Almagest.Server.Ingest.Scrape.Configuration;

/// <summary>Reads and checks relabelling rules with Prometheus' messages.</summary>
static class RelabelReader
{
    static readonly Dictionary<string, RelabelAction> Actions = Enum.GetValues<RelabelAction>().ToDictionary(static a => a.ToString(), StringComparer.OrdinalIgnoreCase);

    /// <exception cref="ConfigException">A rule is not valid.</exception>
    internal static IReadOnlyList<RelabelRule> ReadAll(ConfigMap map, string field) => [.. map.Items(field).Select(node => Read(node, field))];

    static RelabelRule Read(YamlNode node, string field)
    {
        if (node is YamlScalarNode { Value: null or "" or "null" or "~" })
            throw new ConfigException(field == "relabel_configs" ? "empty or null target relabeling rule in scrape config" : "empty or null metric relabeling rule in scrape config");
        var map = new ConfigMap(node, "relabel.plain");
        var name = map.Text("action", "replace");
        if (name.Length == 0)
            throw new ConfigException("relabel action cannot be empty");
        if (!Actions.TryGetValue(name, out var action))
            throw new ConfigException($"unknown relabel action \"{name}\"");
        AnchoredRegex regex;
        try
        {
            regex = new AnchoredRegex(map.Text("regex", "(.*)"));
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            throw new ConfigException(error.Message);
        }

        var rule = new RelabelRule
        {
            SourceLabels = map.Texts("source_labels"),
            Separator = map.Has("separator") ? map.Text("separator") : ";",
            Regex = regex,
            Modulus = map.Whole("modulus"),
            TargetLabel = map.Text("target_label"),
            Replacement = map.Has("replacement") ? map.Text("replacement") : "$1",
            Action = action,
        };
        map.End();
        Check(rule, name.ToLowerInvariant());
        return rule;
    }

    static void Check(RelabelRule rule, string name)
    {
        var isPlain = rule is { Replacement: "$1", Separator: ";", Modulus: 0, Regex.Pattern: "(.*)" };
        if (rule.SourceLabels.Any(static s => s.Length == 0))
            throw new ConfigException("\"\" is not a valid label name");
        if (rule.Action == RelabelAction.HashMod && rule.Modulus == 0)
            throw new ConfigException("relabel configuration for hashmod requires non-zero modulus");
        if (rule is { Action: RelabelAction.Replace or RelabelAction.HashMod or RelabelAction.Lowercase or RelabelAction.Uppercase or RelabelAction.KeepEqual or RelabelAction.DropEqual, TargetLabel: "" })
            throw new ConfigException($"relabel configuration for {name} action requires 'target_label' value");
        if (rule is { Action: RelabelAction.Lowercase or RelabelAction.Uppercase or RelabelAction.KeepEqual or RelabelAction.DropEqual, Replacement: not "$1" })
            throw new ConfigException($"'replacement' can not be set for {name} action");
        if (rule.Action == RelabelAction.LabelMap && rule.Replacement.Length == 0)
            throw new ConfigException($"\"{rule.Replacement}\" is invalid 'replacement' for {name} action");
        if (rule.Action is RelabelAction.KeepEqual or RelabelAction.DropEqual && !isPlain)
            throw new ConfigException($"{name} action requires only 'source_labels' and `target_label`, and no other fields");
        if (rule.Action is RelabelAction.LabelDrop or RelabelAction.LabelKeep
            && (rule.SourceLabels.Count > 0 || rule.TargetLabel.Length > 0 || rule.Modulus != 0 || rule.Separator != ";" || rule.Replacement != "$1"))
            throw new ConfigException($"{name} action requires only 'regex', and no other fields");
    }
}

using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Almagest.Server.Ingest.Scrape.Configuration;

/// <summary>One mapping of prometheus.yml: read its fields, then call <see cref="End"/>, which refuses those nobody read.</summary>
sealed class ConfigMap
{
    readonly YamlMappingNode _node;
    readonly string _type;
    readonly HashSet<string> _read = [];

    internal ConfigMap(YamlNode node, string type)
    {
        _type = type;
        _node = node switch
        {
            YamlMappingNode map => map,
            YamlScalarNode { Value: null or "" or "~" or "null" } => [],
            _ => throw new ConfigException($"line {node.Start.Line}: cannot unmarshal {Kind(node)} into {type}"),
        };
    }

    /// <summary>The mapping as one line.</summary>
    public override string ToString() => _node.ToString();

    /// <summary>The names of all fields.</summary>
    internal IEnumerable<string> Names => _node.Children.Keys.Select(static k => k.ToString());

    internal bool Has(string name) => Find(name) is not null;

    internal string Text(string name, string absent = "") => Find(name) switch
    {
        null => absent,
        YamlScalarNode { Value: null or "~" or "null", Style: ScalarStyle.Plain } => absent,
        YamlScalarNode scalar => Utf8(scalar),
        var other => throw new ConfigException($"line {other.Start.Line}: cannot unmarshal {Kind(other)} into string"),
    };

    internal bool Bool(string name, bool absent)
    {
        var text = Text(name);
        return text switch
        {
            "" => absent,
            "true" or "True" or "TRUE" or "yes" or "on" => true,
            "false" or "False" or "FALSE" or "no" or "off" => false,
            _ => throw new ConfigException($"line {Line(name)}: cannot unmarshal !!str `{text}` into bool"),
        };
    }

    internal int Count(string name, int absent = 0)
    {
        var text = Text(name);
        if (text.Length == 0)
            return absent;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value
            : throw new ConfigException($"line {Line(name)}: cannot unmarshal !!str `{text}` into uint");
    }

    internal ulong Whole(string name)
    {
        var text = Text(name);
        if (text.Length == 0)
            return 0;
        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value
            : throw new ConfigException($"line {Line(name)}: cannot unmarshal !!str `{text}` into uint64");
    }

    internal double Number(string name)
    {
        var text = Text(name);
        if (text.Length == 0)
            return 0;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value
            : throw new ConfigException($"line {Line(name)}: cannot unmarshal !!str `{text}` into float64");
    }

    internal TimeSpan Duration(string name, TimeSpan absent)
    {
        var text = Text(name);
        return text.Length == 0 ? absent : PrometheusDuration.Parse(text);
    }

    internal IReadOnlyList<string> Texts(string name) =>
        [.. Items(name).Select(static n => n is YamlScalarNode s ? s.Value ?? "" : throw new ConfigException($"line {n.Start.Line}: cannot unmarshal {Kind(n)} into string"))];

    internal IReadOnlyDictionary<string, string> Map(string name) => Find(name) is YamlMappingNode map
        ? map.Children.ToDictionary(static c => c.Key.ToString(), static c => c.Value is YamlScalarNode scalar ? Utf8(scalar) : "", StringComparer.Ordinal)
        : new Dictionary<string, string>();

    internal IReadOnlyDictionary<string, string[]> Lists(string name) => Find(name) is YamlMappingNode map
        ? map.Children.ToDictionary(static c => c.Key.ToString(), static c => c.Value is YamlSequenceNode s ? [.. s.Children.Select(static v => v.ToString())] : Array.Empty<string>(), StringComparer.Ordinal)
        : new Dictionary<string, string[]>();

    internal ConfigMap? Section(string name, string type) => Find(name) is { } node ? new ConfigMap(node, type) : null;

    internal IReadOnlyList<YamlNode> Items(string name) => Find(name) switch
    {
        null => [],
        YamlSequenceNode list => [.. list.Children],
        YamlScalarNode { Value: null or "" or "~" or "null" } => [],
        var other => throw new ConfigException($"line {other.Start.Line}: cannot unmarshal {Kind(other)} into a list"),
    };

    /// <summary>Marks fields as known that are not used here.</summary>
    internal void Ignore(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            _read.Add(name);
    }

    /// <exception cref="ConfigException">A field is unknown.</exception>
    internal void End()
    {
        var unknown = _node.Children.Keys.Where(k => !_read.Contains(k.ToString())).ToList();
        if (unknown.Count > 0)
            throw new ConfigException("yaml: unmarshal errors:\n" + string.Join('\n', unknown.Select(k => $"  line {k.Start.Line}: field {k} not found in type {_type}")));
    }

    long Line(string name) => Find(name)?.Start.Line ?? 0;

    YamlNode? Find(string name)
    {
        _read.Add(name);
        return _node.Children.TryGetValue(new YamlScalarNode(name), out var value) ? value : null;
    }

    // Binary values are how a YAML file says what is not UTF-8; no field here may be that.
    static string Utf8(YamlScalarNode scalar) => !scalar.Tag.IsEmpty && scalar.Tag.Value.EndsWith("binary", StringComparison.Ordinal)
        ? throw new ConfigException($"line {scalar.Start.Line}: \"{scalar.Value}\" is binary where UTF-8 text is expected") : scalar.Value ?? "";

    static string Kind(YamlNode node) => node switch { YamlMappingNode => "!!map", YamlSequenceNode => "!!seq", _ => $"!!str `{node}`" };
}

using System.Globalization;
using Almagest.Model;
using YamlDotNet.RepresentationModel;

namespace Almagest.Server.Ingest.Logs.Pipelines;

/// <summary>The options of a stage as they stand in YAML. Every key must be read: one that nobody knows is a mistake to be told.</summary>
/// <param name="kind">Name of the stage, for messages.</param>
/// <param name="node">The options.</param>
/// <param name="environment">What stages need from outside.</param>
sealed class StageOptions(string kind, YamlNode node, StageEnvironment environment)
{
    readonly HashSet<string> _read = [];

    /// <summary>What stages need from outside.</summary>
    internal StageEnvironment Environment { get; } = environment;

    /// <summary>The options themselves, for stages whose options are a list.</summary>
    internal YamlNode Node { get; } = node;

    /// <summary>A text; null when it is not given.</summary>
    internal string? Text(string name) => Given(name) switch
    {
        null => null,
        YamlScalarNode scalar => scalar.Value,
        _ => throw Invalid($"\"{name}\" is no text"),
    };

    /// <summary>A text that must be given.</summary>
    internal string Required(string name) => Text(name) is { Length: > 0 } text ? text : throw Invalid($"\"{name}\" is needed");

    /// <summary>true or false; false when it is not given.</summary>
    internal bool Flag(string name) => Text(name) switch
    {
        null or "false" => false,
        "true" => true,
        var other => throw Invalid($"\"{name}\" is \"{other}\": expected true or false"),
    };

    /// <summary>A number; null when it is not given.</summary>
    internal double? Number(string name) => Text(name) is not { } text ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number
        : throw Invalid($"\"{name}\" is \"{text}\": expected a number");

    /// <summary>A duration such as <c>1h30m</c>; null when it is not given.</summary>
    internal TimeSpan? Duration(string name) => Text(name) is not { } text ? null : GoDurationText.Parse(text) ?? throw Invalid($"\"{name}\" is \"{text}\": expected a duration such as 1h30m");

    /// <summary>A number of bytes such as <c>8kb</c>; null when it is not given.</summary>
    internal long? Bytes(string name) => Text(name) is not { } text ? null : ByteSizeText.Parse(text) ?? throw Invalid($"\"{name}\" is \"{text}\": expected a size such as 8kb");

    /// <summary>A list of texts, or a single one; empty when it is not given.</summary>
    internal string[] List(string name) => Given(name) switch
    {
        null => [],
        YamlScalarNode scalar => [scalar.Value ?? ""],
        YamlSequenceNode list => [.. list.Select(static item => (item as YamlScalarNode)?.Value ?? "")],
        _ => throw Invalid($"\"{name}\" is no list"),
    };

    /// <summary>Pairs of names and texts; a text is null when none is given.</summary>
    internal KeyValuePair<string, string?>[] Pairs(string name) => Given(name) switch
    {
        null => [],
        YamlMappingNode map => Pairs(map),
        _ => throw Invalid($"\"{name}\" is no map"),
    };

    /// <summary>The options as pairs, for stages whose options have names of the user's.</summary>
    internal KeyValuePair<string, string?>[] Pairs() => Node is YamlMappingNode map ? Pairs(map) : throw Invalid("expected a map");

    /// <summary>Each option as options of its own, for stages whose options have names of the user's.</summary>
    internal IEnumerable<(string Name, StageOptions Options)> Children() => Node is YamlMappingNode map
        ? map.Select(pair => (pair.Key.ToString(), new StageOptions(kind, pair.Value, Environment))) : throw Invalid("expected a map");

    /// <summary>The options of an option; none when it is not given.</summary>
    internal StageOptions Child(string name) => new(kind, Given(name) ?? new YamlMappingNode(), Environment);

    /// <summary>Stages within this stage.</summary>
    internal Pipeline Stages(string name) => PipelineReader.Read(Given(name) as YamlSequenceNode ?? [], Environment);

    /// <summary>A compiled regular expression that must be given.</summary>
    internal StageRegex Regex(string name) => StageRegex.Compile(Required(name), kind);

    /// <summary>Checks that every key was read.</summary>
    /// <exception cref="UserErrorException">One was not.</exception>
    internal void CheckAllRead()
    {
        if (Node is YamlMappingNode map && map.Children.Keys.Select(static k => k.ToString()).FirstOrDefault(key => !_read.Contains(key)) is { } unknown)
            throw Invalid($"option \"{unknown}\" is not known; known here: {string.Join(", ", _read.Order(StringComparer.Ordinal))}");
    }

    /// <summary>A fault of these options.</summary>
    internal UserErrorException Invalid(string message) => new(UserErrorKind.Invalid, "invalid_pipeline", $"pipeline stage \"{kind}\" (line {Node.Start.Line}): {message}");

    YamlNode? Given(string name)
    {
        _read.Add(name);
        return Node is YamlMappingNode map && map.Children.TryGetValue(new YamlScalarNode(name), out var child) && child is not YamlScalarNode { Value: "" or "null" or "~" } ? child : null;
    }

    static KeyValuePair<string, string?>[] Pairs(YamlMappingNode map) =>
        [.. map.Select(static pair => new KeyValuePair<string, string?>(pair.Key.ToString(), pair.Value is YamlScalarNode { Value: not ("" or "null" or "~") } scalar ? scalar.Value : null))];
}

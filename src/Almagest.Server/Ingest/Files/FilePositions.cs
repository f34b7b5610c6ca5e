using System.Collections.Concurrent;
using System.Globalization;
using Almagest.Server.Ingest.Logs.Pipelines;
using YamlDotNet.RepresentationModel;

namespace Almagest.Server.Ingest.Files;

/// <summary>
/// How far each file was read and stored, kept in a file of Promtail's form (<c>positions: {path: "offset"}</c>), with the identities of the files
/// beside it so that a rotation while nobody looked is seen. Thread-safe.
/// </summary>
sealed class FilePositions
{
    readonly string _path;
    readonly ConcurrentDictionary<string, FilePosition> _positions = new();
    bool _changed;

    FilePositions(string path) => _path = path;

    /// <summary>Reads the positions; none when the file does not exist.</summary>
    /// <exception cref="Model.UserErrorException">The file is no YAML.</exception>
    internal static FilePositions Open(string path)
    {
        var positions = new FilePositions(path);
        if (!File.Exists(path) || PipelineReader.Load(path) is not YamlMappingNode root)
            return positions;
        var identities = Map(root, "identities");
        foreach (var (key, offset) in Map(root, "positions"))
        {
            // Promtail keeps other things than files here too, under names with "cursor-" and "journal-".
            if (long.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
                positions._positions[key] = new FilePosition(value, identities.GetValueOrDefault(key, ""));
        }

        return positions;
    }

    /// <summary>The position of a file; null when it was never read.</summary>
    internal FilePosition? Find(string key) => _positions.TryGetValue(key, out var position) ? position : null;

    /// <summary>Notes a position.</summary>
    internal void Set(string key, FilePosition position)
    {
        _positions[key] = position;
        _changed = true;
    }

    /// <summary>Forgets a file.</summary>
    internal void Remove(string key) => _changed |= _positions.TryRemove(key, out _);

    /// <summary>Writes what changed; a crash leaves the old or the new file, never half of one.</summary>
    internal async Task SaveAsync(CancellationToken ct)
    {
        if (!Interlocked.Exchange(ref _changed, false))
            return;
        var positions = new YamlMappingNode();
        var identities = new YamlMappingNode();
        foreach (var (key, position) in _positions.OrderBy(static p => p.Key, StringComparer.Ordinal))
        {
            positions.Add(key, new YamlScalarNode(position.Offset.ToString(CultureInfo.InvariantCulture)) { Style = YamlDotNet.Core.ScalarStyle.DoubleQuoted });
            identities.Add(key, new YamlScalarNode(position.Identity) { Style = YamlDotNet.Core.ScalarStyle.DoubleQuoted });
        }

        var text = new StringWriter(CultureInfo.InvariantCulture);
        new YamlStream(new YamlDocument(new YamlMappingNode("positions", positions, "identities", identities))).Save(text, assignAnchors: false);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(_path)) ?? ".");
        var temporary = _path + ".new";
        await File.WriteAllTextAsync(temporary, text.ToString(), ct);
        File.Move(temporary, _path, overwrite: true);
    }

    static Dictionary<string, string> Map(YamlMappingNode root, string name) =>
        root.Children.TryGetValue(new YamlScalarNode(name), out var node) && node is YamlMappingNode map
            ? map.ToDictionary(static p => p.Key.ToString(), static p => p.Value.ToString()) : [];
}

/// <summary>How far a file was read.</summary>
/// <param name="Offset">Bytes from its start.</param>
/// <param name="Identity">Which file it was.</param>
readonly record struct FilePosition(long Offset, string Identity);

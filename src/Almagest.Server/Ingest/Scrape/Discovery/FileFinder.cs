using Almagest.Server.Ingest.Scrape.Configuration;
using Microsoft.Extensions.Logging;

namespace Almagest.Server.Ingest.Scrape.Discovery;

/// <summary>Targets in files; those that did not change are not read again.</summary>
sealed class FileFinder(FileDiscovery config, TimeProvider time, ILogger logger) : PollingFinder(Look, time, logger)
{
    // More often than refresh_interval says: Prometheus watches the files.
    static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    readonly Dictionary<string, (DateTime Written, IReadOnlyList<TargetGroup> Groups)> _files = [];
    string[] _paths = [];

    private protected override Task<IReadOnlyList<TargetGroup>> FindAsync(CancellationToken ct)
    {
        var paths = config.Patterns.SelectMany(FilePatterns.Expand).Distinct().ToArray();
        var changed = !paths.SequenceEqual(_paths);
        _paths = paths;
        foreach (var path in paths)
            changed |= ReadIfChanged(path);
        return Task.FromResult(changed ? [.. paths.SelectMany(path => _files.GetValueOrDefault(path).Groups ?? [])] : Groups);
    }

    bool ReadIfChanged(string path)
    {
        var written = File.GetLastWriteTimeUtc(path);
        if (_files.TryGetValue(path, out var known) && known.Written == written)
            return false;
        try
        {
            _files[path] = (written, TargetGroupReader.Read(File.ReadAllText(path), path, "__meta_filepath"));
            return true;
        }
        catch (Exception error) when (error is ConfigException or IOException)
        {
            // A file that is being written may be broken for a moment: its targets stay.
            Failed(error.Message);
            return false;
        }
    }
}

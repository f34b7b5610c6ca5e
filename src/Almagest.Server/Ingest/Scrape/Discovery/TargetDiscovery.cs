using System.Text;
using Almagest.Server.Ingest.Scrape.Configuration;
using Almagest.Server.Ingest.Scrape.Exposition;
using Almagest.Server.Ingest.Scrape.Targets;
using Microsoft.Extensions.Logging;

namespace Almagest.Server.Ingest.Scrape.Discovery;

/// <summary>Finds the target groups of one discovery configuration; what fails keeps the groups known before.</summary>
sealed partial class TargetDiscovery(DiscoveryConfig config, TimeProvider time, ILogger logger) : IDisposable
{
    // Files are looked at more often than their refresh interval says: Prometheus watches them.
    static readonly TimeSpan FileLook = TimeSpan.FromSeconds(5);
    const int MaxBytes = 64 << 20;

    readonly TargetClient? _client = config is HttpDiscovery http ? new TargetClient(http.Http) : null;
    readonly Dictionary<string, (DateTime Written, IReadOnlyList<TargetGroup> Groups)> _files = [];

    /// <summary>The groups as last found.</summary>
    internal IReadOnlyList<TargetGroup> Groups { get; private set; } = [];

    /// <summary>When to look again; never for static targets.</summary>
    internal DateTimeOffset Next { get; private set; } = DateTimeOffset.MinValue;

    internal async Task RefreshAsync(CancellationToken ct)
    {
        try
        {
            switch (config)
            {
                case StaticDiscovery fixedGroups:
                    (Groups, Next) = (fixedGroups.Groups, DateTimeOffset.MaxValue);
                    return;
                case FileDiscovery files:
                    Groups = ReadFiles(files);
                    Next = time.GetUtcNow() + FileLook;
                    return;
                case HttpDiscovery http:
                    Next = time.GetUtcNow() + http.Refresh;
                    Groups = await AskAsync(http, ct);
                    return;
                default:
                    throw new InvalidOperationException($"discovery {config.GetType().Name} is not known");
            }
        }
        catch (Exception error) when (error is HttpRequestException or ConfigException or ExpositionException or IOException)
        {
            Failed(error.Message);
        }
    }

    public void Dispose() => _client?.Dispose();

    List<TargetGroup> ReadFiles(FileDiscovery config)
    {
        var groups = new List<TargetGroup>();
        foreach (var path in config.Patterns.SelectMany(FilePatterns.Expand).Distinct())
        {
            var written = File.GetLastWriteTimeUtc(path);
            if (!_files.TryGetValue(path, out var known) || known.Written != written)
            {
                try
                {
                    _files[path] = known = (written, TargetGroupReader.Read(File.ReadAllText(path), path, "__meta_filepath"));
                }
                catch (Exception error) when (error is ConfigException or IOException)
                {
                    // A file that is being written may be broken for a moment: its targets stay.
                    Failed(error.Message);
                }
            }

            groups.AddRange(known.Groups ?? []);
        }

        return groups;
    }

    async Task<IReadOnlyList<TargetGroup>> AskAsync(HttpDiscovery config, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, config.Url);
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Headers.TryAddWithoutValidation("X-Prometheus-Refresh-Interval-Seconds", config.Refresh.TotalSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var (body, type) = await _client!.GetAsync(request, MaxBytes, ct);
        using (body)
        {
            if (!type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase))
                throw new ConfigException($"unsupported content type \"{type}\"");
            return TargetGroupReader.Read(Encoding.UTF8.GetString(body.Span), config.Url.ToString(), "__meta_url");
        }
    }

    [LoggerMessage(LogLevel.Warning, "Target discovery failed, the targets found before stay: {Error}")]
    partial void Failed(string error);
}

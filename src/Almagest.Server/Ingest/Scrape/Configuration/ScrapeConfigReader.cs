using System.Globalization;
using System.Text.RegularExpressions;
using Almagest.Server.Ingest.Scrape.Exposition;
using YamlDotNet.RepresentationModel;

namespace Almagest.Server.Ingest.Scrape.Configuration;

/// <summary>Reads one scrape configuration with Prometheus' defaults, checks and messages.</summary>
static partial class ScrapeConfigReader
{
    static readonly string[] KnownProtocols = ["PrometheusProto", "OpenMetricsText0.0.1", "OpenMetricsText1.0.0", "PrometheusText0.0.4", "PrometheusText1.0.0"];

    // Service discovery of Prometheus that is not built in here: named, so that the message says more than "unknown field".
    static readonly string[] OtherDiscovery =
    [
        "azure", "digitalocean", "dns", "dockerswarm", "ec2", "eureka", "gce", "hetzner", "ionos", "kuma", "lightsail",
        "linode", "marathon", "nerve", "nomad", "openstack", "ovhcloud", "puppetdb", "scaleway", "serverset", "stackit", "triton", "uyuni", "vultr", "xds",
    ];

    /// <exception cref="ConfigException">It is not valid.</exception>
    internal static ScrapeConfig Read(YamlNode node, GlobalConfig global, string folder)
    {
        if (node is YamlScalarNode { Value: null or "" or "null" or "~" })
            throw new ConfigException("empty or null scrape config section");
        var map = new ConfigMap(node, "config.plain");
        var job = map.Text("job_name");
        if (job.Length == 0)
            throw new ConfigException("job_name is empty");
        var (interval, timeout) = ReadTimes(map, global, job);
        var (validation, escaping) = (map.Text("metric_name_validation_scheme", global.Validation), map.Text("metric_name_escaping_scheme", global.Escaping));
        GlobalConfig.CheckEscaping(validation, escaping);
        var config = new ScrapeConfig
        {
            JobName = job,
            Identity = $"{global.Text}\n{node}",
            Interval = interval,
            Timeout = timeout,
            MetricsPath = map.Text("metrics_path", "/metrics"),
            Scheme = map.Text("scheme", "http"),
            Parameters = map.Lists("params"),
            HonorLabels = map.Bool("honor_labels", false),
            HonorTimestamps = map.Bool("honor_timestamps", true),
            TrackTimestampsStaleness = map.Bool("track_timestamps_staleness", false),
            EnableCompression = map.Bool("enable_compression", true),
            ExtraMetrics = map.Bool("extra_scrape_metrics", global.ExtraMetrics),
            Protocols = ReadProtocols(map) is { Count: > 0 } own ? own : global.Protocols,
            FallbackProtocol = CheckProtocol(map.Text("fallback_scrape_protocol")),
            Limits = ReadLimits(map, global.Limits),
            KeepDropped = map.Count("keep_dropped_targets", global.KeepDropped),
            FailureLogFile = HttpClientSettings.Resolve(folder, map.Text("scrape_failure_log_file", global.FailureLogFile)),
            ConvertsClassic = map.Bool("convert_classic_histograms_to_nhcb", global.ConvertsClassic),
            LegacyNames = validation == "legacy",
            Escaping = escaping.Length > 0 ? escaping : validation == "legacy" ? "underscores" : "allow-utf-8",
            Histograms = new(
                map.Bool("scrape_native_histograms", global.NativeHistograms), map.Bool("always_scrape_classic_histograms", global.AlwaysClassicHistograms),
                map.Count("native_histogram_bucket_limit"), HistogramLimits.SchemaOf(map.Number("native_histogram_min_bucket_factor"))),
            Relabel = RelabelReader.ReadAll(map, "relabel_configs"),
            MetricRelabel = RelabelReader.ReadAll(map, "metric_relabel_configs"),
            Http = HttpClientSettings.Read(map, folder),
            Discovery = DiscoveryReader.ReadAll(map, folder),
        };
        RefuseOtherDiscovery(map, job);
        map.End();
        return config;
    }

    internal static ScrapeLimits ReadLimits(ConfigMap map, ScrapeLimits absent) => new(
        map.Text("body_size_limit") is { Length: > 0 } size ? Bytes(size) : absent.BodyBytes,
        map.Count("sample_limit", absent.Samples),
        map.Count("target_limit", absent.Targets),
        map.Count("label_limit", absent.Labels),
        map.Count("label_name_length_limit", absent.LabelNameBytes),
        map.Count("label_value_length_limit", absent.LabelValueBytes));

    internal static IReadOnlyList<string> ReadProtocols(ConfigMap map)
    {
        var protocols = map.Texts("scrape_protocols");
        if (map.Has("scrape_protocols") && protocols.Count == 0)
            throw new ConfigException("scrape_protocols cannot be empty");
        foreach (var protocol in protocols)
        {
            CheckProtocol(protocol);
            if (protocols.Count(p => p == protocol) > 1)
                throw new ConfigException($"duplicated protocol in scrape_protocols, got {string.Join(' ', protocols)}");
        }

        return protocols;
    }

    static string CheckProtocol(string protocol) => protocol.Length == 0 || KnownProtocols.Contains(protocol) ? protocol
        : throw new ConfigException($"unknown scrape protocol {protocol}, supported: [{string.Join(' ', KnownProtocols.Order(StringComparer.Ordinal))}]");

    static (TimeSpan Interval, TimeSpan Timeout) ReadTimes(ConfigMap map, GlobalConfig global, string job)
    {
        var interval = map.Duration("scrape_interval", TimeSpan.Zero);
        var timeout = map.Duration("scrape_timeout", TimeSpan.Zero);
        if (interval == TimeSpan.Zero)
            interval = global.Interval;
        if (timeout > interval)
            throw new ConfigException($"scrape timeout greater than scrape interval for scrape config with job name \"{job}\"");
        if (timeout == TimeSpan.Zero)
            timeout = global.Timeout > interval ? interval : global.Timeout;
        return (interval, timeout);
    }

    static void RefuseOtherDiscovery(ConfigMap map, string job)
    {
        foreach (var kind in OtherDiscovery)
        {
            if (map.Has($"{kind}_sd_configs"))
                throw new ConfigException($"job \"{job}\": {kind}_sd_configs is not supported; use http_sd_configs or file_sd_configs");
        }
    }

    static long Bytes(string text)
    {
        if (text == "0")
            return 0;
        if (Size().Match(text) is not { Success: true } match)
            throw new ConfigException($"units: unknown unit in \"{text}\"");
        var power = "BKMGTPE".IndexOf(match.Groups[2].Value[0], StringComparison.Ordinal);
        return (long)(double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) * Math.Pow(1024, power));
    }

    [GeneratedRegex("^([0-9.]+)(B|KB|MB|GB|TB|PB|EB|KiB|MiB|GiB|TiB|PiB|EiB)$")]
    private static partial Regex Size();
}

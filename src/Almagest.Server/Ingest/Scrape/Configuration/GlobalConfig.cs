namespace Almagest.Server.Ingest.Scrape.Configuration;

/// <summary>The <c>global</c> section: defaults of all scrape configurations.</summary>
sealed record GlobalConfig(TimeSpan Interval, TimeSpan Timeout, ScrapeLimits Limits, IReadOnlyList<string> Protocols, bool ExtraMetrics, IReadOnlyDictionary<string, string> ExternalLabels)
{
    /// <summary>The section as written.</summary>
    internal string Text { get; init; } = "";

    internal string Validation { get; init; } = "";

    internal bool NativeHistograms { get; init; }

    internal bool AlwaysClassicHistograms { get; init; }

    internal bool ConvertsClassic { get; init; }

    internal int KeepDropped { get; init; }

    internal string FailureLogFile { get; init; } = "";

    internal string Escaping { get; init; } = "";

    internal static readonly TimeSpan DefaultInterval = TimeSpan.FromMinutes(1);
    internal static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    /// <exception cref="ConfigException">It is not valid.</exception>
    internal static GlobalConfig Read(ConfigMap? map)
    {
        if (map is null)
            return new(DefaultInterval, DefaultTimeout, new(), [], false, new Dictionary<string, string>());
        map.Ignore("evaluation_interval", "rule_query_offset", "query_log_file");
        var (validation, escaping) = (map.Text("metric_name_validation_scheme"), map.Text("metric_name_escaping_scheme"));
        CheckEscaping(validation, escaping);
        var interval = map.Duration("scrape_interval", TimeSpan.Zero);
        var timeout = map.Duration("scrape_timeout", TimeSpan.Zero);
        _ = map.Duration("evaluation_interval", TimeSpan.Zero);
        if (interval == TimeSpan.Zero)
            interval = DefaultInterval;
        if (timeout > interval)
            throw new ConfigException("global scrape timeout greater than scrape interval");
        if (timeout == TimeSpan.Zero)
            timeout = DefaultTimeout > interval ? interval : DefaultTimeout;
        var labels = map.Map("external_labels");
        foreach (var name in labels.Keys)
        {
            if (name.Length == 0)
                throw new ConfigException($"\"{name}\" is not a valid label name");
        }

        var read = new GlobalConfig(interval, timeout, ScrapeConfigReader.ReadLimits(map, new()), ScrapeConfigReader.ReadProtocols(map),
            map.Bool("extra_scrape_metrics", false), labels) 
        {
            Text = map.ToString(), Validation = validation, Escaping = escaping,
            NativeHistograms = map.Bool("scrape_native_histograms", false), AlwaysClassicHistograms = map.Bool("always_scrape_classic_histograms", false),
            ConvertsClassic = map.Bool("convert_classic_histograms_to_nhcb", false), KeepDropped = map.Count("keep_dropped_targets"), FailureLogFile = map.Text("scrape_failure_log_file"),
        };
        map.End();
        return read;
    }

    internal static void CheckEscaping(string validation, string escaping)
    {
        if (validation is not ("" or "utf8" or "legacy"))
            throw new ConfigException($"unrecognized ValidationScheme: \"{validation}\"");
        if (escaping is not ("" or "allow-utf-8" or "underscores" or "dots" or "values"))
            throw new ConfigException($"unknown global name escaping method specified, must be one of 'allow-utf-8', 'underscores', 'dots', or 'values', got \"{escaping}\"");
        if (validation == "legacy" && escaping == "allow-utf-8")
            throw new ConfigException("utf8 metric names requested but validation scheme is not set to UTF8");
    }
}

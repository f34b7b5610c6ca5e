using System.Globalization;
using Almagest.ClickHouse.Formats;
using Almagest.Server.Ingest.Scrape.Configuration;
using Almagest.Server.Ingest.Scrape.Relabeling;

namespace Almagest.Server.Ingest.Scrape.Targets;

/// <summary>Something that is scraped, and how the last scrape went.</summary>
sealed class Target
{
    Target(IReadOnlyDictionary<string, string> discovered, SortedDictionary<string, string> all, ScrapeConfig config)
    {
        (Discovered, Config) = (discovered, config);
        Labels = new(all.Where(static l => !l.Key.StartsWith("__", StringComparison.Ordinal)).ToDictionary(), StringComparer.Ordinal);
        Url = UrlOf(all);
        (Interval, Timeout) = (Duration(all, "interval"), Duration(all, "timeout"));
        if (Timeout > Interval)
            throw new ConfigException($"scrape timeout cannot be greater than scrape interval (\"{all["__scrape_timeout__"]}\" > \"{all["__scrape_interval__"]}\")");
        Key = string.Join('\xFF', Labels.SelectMany(static l => new[] { l.Key, l.Value })) + "\xFF" + Url;
    }

    /// <summary>Labels before relabelling.</summary>
    internal IReadOnlyDictionary<string, string> Discovered { get; }

    /// <summary>Labels of its samples.</summary>
    internal SortedDictionary<string, string> Labels { get; }

    internal ScrapeConfig Config { get; }

    internal Uri Url { get; }

    internal TimeSpan Interval { get; }

    internal TimeSpan Timeout { get; }

    /// <summary>Two targets with the same key are one.</summary>
    internal string Key { get; }

    /// <summary>How the last scrape went; replaced as a whole.</summary>
    internal TargetHealth Health { get; set; } = TargetHealth.Unknown;

    /// <summary>What its families are, as last told.</summary>
    internal IReadOnlyDictionary<string, FamilyText> Families { get; set; } = new Dictionary<string, FamilyText>();

    /// <summary>When in its interval it is scraped: spread by its identity, so that a thousand targets do not come at once.</summary>
    internal TimeSpan Offset => TimeSpan.FromTicks((long)(XxHash64.Hash(System.Text.Encoding.UTF8.GetBytes(Key)) % (ulong)Math.Max(1, Interval.Ticks)));

    /// <summary>The target of an address, or null when relabelling drops it.</summary>
    /// <exception cref="ConfigException">What relabelling made is no target.</exception>
    internal static Target? Create(string address, TargetGroup group, ScrapeConfig config, out IReadOnlyDictionary<string, string> discovered)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["job"] = config.JobName,
            ["__scrape_interval__"] = PrometheusDuration.Write(config.Interval),
            ["__scrape_timeout__"] = PrometheusDuration.Write(config.Timeout),
            ["__metrics_path__"] = config.MetricsPath,
            ["__scheme__"] = config.Scheme,
        };
        foreach (var (name, values) in config.Parameters.Where(static p => p.Value.Length > 0))
            labels["__param_" + name] = values[0];
        foreach (var (name, value) in group.Labels)
            labels[name] = value;
        labels["__address__"] = address;
        // An empty value is no label: kept, it would rename the one a sample brings.
        foreach (var name in labels.Where(static l => l.Value.Length == 0).Select(static l => l.Key).ToArray())
            labels.Remove(name);
        discovered = labels.ToDictionary(StringComparer.Ordinal);
        if (!RelabelRule.Apply(config.Relabel, labels))
            return null;
        if (labels.GetValueOrDefault("__address__", "") is not { Length: > 0 } final)
            throw new ConfigException("no address");
        if (final.Contains('/', StringComparison.Ordinal))
            throw new ConfigException($"\"{final}\" is not a valid hostname");
        labels.TryAdd("instance", final);
        return new Target(discovered, labels, config);
    }

    // Relabelling may have changed them, or taken them away.
    static TimeSpan Duration(SortedDictionary<string, string> labels, string what)
    {
        TimeSpan value;
        try
        {
            value = PrometheusDuration.Parse(labels.GetValueOrDefault($"__scrape_{what}__", ""));
        }
        catch (ConfigException error)
        {
            throw new ConfigException($"error parsing scrape {what}: {error.Message}");
        }

        return value > TimeSpan.Zero ? value : throw new ConfigException($"scrape {what} cannot be 0");
    }

    Uri UrlOf(SortedDictionary<string, string> labels)
    {
        var parameters = Config.Parameters.ToDictionary(static p => p.Key, static p => p.Value.ToArray(), StringComparer.Ordinal);
        foreach (var (name, value) in labels)
        {
            if (!name.StartsWith("__param_", StringComparison.Ordinal))
                continue;
            var key = name["__param_".Length..];
            parameters[key] = [value, .. parameters.GetValueOrDefault(key, []).Skip(1)];
        }

        var query = string.Join('&', parameters.OrderBy(static p => p.Key, StringComparer.Ordinal)
            .SelectMany(static p => p.Value.Select(v => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(v)}")));
        var path = labels.GetValueOrDefault("__metrics_path__", "");
        var text = string.Create(CultureInfo.InvariantCulture, $"{labels.GetValueOrDefault("__scheme__", "http")}://{labels["__address__"]}{(path.StartsWith('/') ? "" : "/")}{path}{(query.Length > 0 ? "?" : "")}{query}");
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : throw new ConfigException($"\"{text}\" is not a valid URL");
    }
}

/// <summary>How a scrape went.</summary>
/// <param name="State">up, down or unknown.</param>
/// <param name="Error">Why it is down; empty otherwise.</param>
/// <param name="LastScrape">When it began.</param>
/// <param name="Duration">How long it took.</param>
sealed record TargetHealth(string State, string Error, DateTimeOffset LastScrape, TimeSpan Duration)
{
    internal static readonly TargetHealth Unknown = new("unknown", "", DateTimeOffset.MinValue, TimeSpan.Zero);
}

/// <summary>What a target says of a family.</summary>
sealed record FamilyText(string Type, string Help, string Unit);

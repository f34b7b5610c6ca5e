using System.ComponentModel.DataAnnotations;

namespace Almagest.Server.Ingest.Logs;

/// <summary>
/// Limits of what senders of logs may send by other protocols than OTLP, under <c>log_intake:</c> in the configuration file. Names in
/// brackets are those of Loki's <c>limits_config</c>; the defaults are Loki's.
/// </summary>
public sealed class LogIntakeOptions
{
    /// <summary>Largest request, compressed or not, in bytes. Between 1 KiB and 1 GiB; default 100 MiB.</summary>
    [Range(1 << 10, 1 << 30)]
    public int MaxRequestBytes { get; init; } = 100 << 20;

    /// <summary>Longest line in bytes, 0 for no limit [max_line_size]. Default 256 KiB.</summary>
    [Range(0, 64 << 20)]
    public int MaxLineBytes { get; init; } = 256 << 10;

    /// <summary>Whether longer lines are cut rather than refused [max_line_size_truncate]. Default no.</summary>
    public bool TruncateLongLines { get; init; }

    /// <summary>What a cut line ends with [max_line_size_truncate_identifier]. Default nothing.</summary>
    public string TruncationMark { get; init; } = "";

    /// <summary>Labels a stream may have, <c>service_name</c> not counted [max_label_names_per_series]. Default 15.</summary>
    [Range(1, 1000)]
    public int MaxLabels { get; init; } = 15;

    /// <summary>Bytes of a label's name [max_label_name_length]. Default 1,024.</summary>
    [Range(1, 64 << 10)]
    public int MaxLabelNameBytes { get; init; } = 1024;

    /// <summary>Bytes of a label's value [max_label_value_length]. Default 2,048.</summary>
    [Range(1, 64 << 10)]
    public int MaxLabelValueBytes { get; init; } = 2048;

    /// <summary>Bytes of a line's structured metadata, 0 for no limit [max_structured_metadata_size]. Default 64 KiB.</summary>
    [Range(0, 16 << 20)]
    public int MaxMetadataBytes { get; init; } = 64 << 10;

    /// <summary>Entries of a line's structured metadata, 0 for no limit [max_structured_metadata_entries_count]. Default 128.</summary>
    [Range(0, 10_000)]
    public int MaxMetadataEntries { get; init; } = 128;

    /// <summary>Whether lines older than <see cref="MaxAge"/> are refused [reject_old_samples]. Default yes.</summary>
    public bool RejectOld { get; init; } = true;

    /// <summary>How old a line may be [reject_old_samples_max_age]. Default 7 days.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "3650.00:00:00")]
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How far ahead of our clock a line may be [creation_grace_period]. Default 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
    public TimeSpan MaxAhead { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Whether streams without <c>service_name</c> get one from another label, else <c>unknown_service</c>. Default yes.</summary>
    public bool DiscoverService { get; init; } = true;

    /// <summary>The labels <c>service_name</c> is taken from, the first that is there [discover_service_name]; empty for Loki's list.</summary>
    public IReadOnlyList<string> ServiceLabels { get; init; } = [];

    /// <summary>Whether the level of a line is looked for in labels, metadata and text [discover_log_levels]. Default yes.</summary>
    public bool DiscoverLevels { get; init; } = true;

    /// <summary>Streams whose labels are kept as they were sent, so that they need not be read again. Default 100,000.</summary>
    [Range(100, 10_000_000)]
    public int CachedStreams { get; init; } = 100_000;

    /// <summary>
    /// Lines of Loki's push API that are remembered after they are stored, 16 bytes each, so that a line equal in stream, time, text and metadata is not stored
    /// again; 0, the default, to remember none: a sender that was answered finds every line it sent.
    /// </summary>
    [Range(0, 1 << 28)]
    public int RecentLines { get; init; }

    /// <summary>YAML file with the pipelines of tenants; empty, the default, for none. See docs/logs-ingest.md.</summary>
    public string PipelineFile { get; init; } = "";

    /// <summary>How often the metrics of pipelines (stage <c>metrics</c>) are stored. Between 1 s and 1 h; default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan MetricsInterval { get; init; } = TimeSpan.FromSeconds(15);
}

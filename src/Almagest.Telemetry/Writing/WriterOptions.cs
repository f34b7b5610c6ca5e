using System.ComponentModel.DataAnnotations;

namespace Almagest.Telemetry.Writing;

/// <summary>How telemetry is gathered into inserts and how much may wait.</summary>
public sealed class WriterOptions
{
    /// <summary>
    /// The longest that acknowledged rows of logs and traces stay in the journal alone before they are inserted. Between 0 and 10 s; default 2 s, and
    /// 10 s for less than 20,000 rows with the embedded store, which no other server reads. Inserts start earlier when enough has gathered or when somebody reads.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan? MaxLinger { get; init; }

    /// <summary>
    /// The same for metrics. PromQL finds samples in memory; SQL brings their insert forward. Between 0 and 5 min; default 150 s with the embedded
    /// store, 30 s with one that other servers read too.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan? MetricsLinger { get; init; }

    /// <summary>Rows of logs and traces that are inserted without waiting for more. Between 1 and 10,000,000; default 500,000.</summary>
    [Range(1, 10_000_000)]
    public int TargetRows { get; init; } = 500_000;

    /// <summary>
    /// Bytes of logs and traces that are inserted without waiting for more: their rows are many times those of samples. Between 64 KiB and
    /// 1 GiB; default 16 MiB.
    /// </summary>
    [Range(64 << 10, 1 << 30)]
    public int TargetBytes { get; init; } = 16 << 20;

    /// <summary>
    /// The same for metrics, about 26 bytes a sample: what is inserted together is sorted together, and the less often is it merged. Between 64 KiB and 1 GiB; default 24 MiB.
    /// </summary>
    [Range(64 << 10, 1 << 30)]
    public int MetricsTargetBytes { get; init; } = 24 << 20;

    /// <summary>
    /// Bytes that may wait per signal, half of them acknowledged and not yet inserted, half not yet acknowledged; a batch that does not fit is
    /// answered with "try again later". Between 1 MiB and 4 GiB; default 192 MiB.
    /// </summary>
    [Range(1L << 20, 4L << 30)]
    public long MaxQueuedBytes { get; init; } = 192L << 20;

    /// <summary>Inserts of one signal that may be under way at once. Between 1 and 16; default 2.</summary>
    [Range(1, 16)]
    public int ParallelCommits { get; init; } = 2;

    /// <summary>
    /// How long a sender waits while too much is not yet inserted before it is told to try again later; nothing of its batch is
    /// kept then. Between 1 s and 5 min; default 8 s, below the 10 s after which OpenTelemetry SDKs give up.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Whether as much has gathered as is inserted together.</summary>
    internal bool IsFull(Signal signal, Segment segment) =>
        signal == Signal.Metrics ? segment.Bytes >= MetricsTargetBytes : segment.Rows >= TargetRows || segment.Bytes >= TargetBytes;

    /// <summary>How long rows of a signal wait for more, in a store that other servers read too or in one that nobody else reads.</summary>
    internal TimeSpan LingerOf(Signal signal, bool sharedStore) => (signal, sharedStore) switch
    {
        (Signal.Metrics, true) => MetricsLinger ?? TimeSpan.FromSeconds(30),
        // Ten scrapes of most targets; and below the three minutes after an hour's end from which on it counts as stored when it is sealed, so that a restart loads nothing twice.
        (Signal.Metrics, false) => MetricsLinger ?? TimeSpan.FromSeconds(150),
        (_, true) => MaxLinger ?? TimeSpan.FromSeconds(2),
        // Of few rows, as of a small shop: each insert of spans feeds seven tables, however few they are.
        (_, false) => MaxLinger ?? TimeSpan.FromSeconds(10),
    };
}

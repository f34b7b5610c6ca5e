using System.ComponentModel.DataAnnotations;

namespace Almagest.Telemetry.Writing;

/// <summary>How telemetry is gathered into commits and how much may wait.</summary>
public sealed class WriterOptions
{
    /// <summary>
    /// The longest a batch waits for company before it is committed. Between 0 and 2 s; default 200 ms. Commits start earlier when
    /// enough has gathered or when senders pause because all of them wait for an answer.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:02")]
    public TimeSpan MaxLinger { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Rows that are committed at once without waiting for more. Between 1 and 1,000,000; default 200,000.</summary>
    [Range(1, 1_000_000)]
    public int TargetRows { get; init; } = 200_000;

    /// <summary>
    /// Bytes that are committed at once without waiting for more: rows of logs and spans are many times those of samples. Between 64 KiB and
    /// 1 GiB; default 16 MiB.
    /// </summary>
    [Range(64 << 10, 1 << 30)]
    public int TargetBytes { get; init; } = 16 << 20;

    /// <summary>
    /// Bytes that may wait per signal; a batch that does not fit is answered with "try again later". Between 1 MiB and 4 GiB;
    /// default 128 MiB.
    /// </summary>
    [Range(1L << 20, 4L << 30)]
    public long MaxQueuedBytes { get; init; } = 128L << 20;

    /// <summary>Commits of one signal that may be under way at once. Between 1 and 16; default 2.</summary>
    [Range(1, 16)]
    public int ParallelCommits { get; init; } = 2;

    /// <summary>
    /// How long a sender waits while the store is unavailable before it is told to try again later; the batch is stored all the
    /// same once the store is back. Between 1 s and 5 min; default 8 s, below the 10 s after which OpenTelemetry SDKs give up.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(8);
}

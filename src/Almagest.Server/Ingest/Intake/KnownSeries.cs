namespace Almagest.Server.Ingest.Intake;

/// <summary>A series as the store knows it. Shared by all requests; what can be set is a memory of what was written, and may be set twice.</summary>
/// <param name="metric">The name, UTF-8.</param>
/// <param name="id">Hash of name and labels.</param>
/// <param name="labels">Names and values in turn, UTF-8, sorted by name, without <c>__name__</c> and empty values.</param>
sealed class KnownSeries(byte[] metric, ulong id, byte[][] labels)
{
    /// <summary>The name, UTF-8.</summary>
    internal byte[] Metric { get; } = metric;

    /// <summary>Hash of name and labels.</summary>
    internal ulong Id { get; } = id;

    /// <summary>Names and values in turn, sorted by name.</summary>
    internal byte[][] Labels { get; } = labels;

    /// <summary>Days its rows are kept.</summary>
    internal ushort RetentionDays { get; init; }

    /// <summary>What the sender last said of it.</summary>
    internal SeriesMetadata Metadata { get; set; } = SeriesMetadata.Unknown;

    /// <summary>The metadata its row was last written with; null when it was not.</summary>
    internal SeriesMetadata? Written { get; set; }

    /// <summary>The <see cref="MetricFamilies.Version"/> its metadata was looked up in.</summary>
    internal int FamiliesVersion { get; set; }

    /// <summary>The bytes it was sent with, as <see cref="SeriesCache"/> knows it.</summary>
    internal SeriesKey Key { get; set; }

    /// <summary>The series that stood behind it in a request: senders keep their order, so that it is likely to be the next one again.</summary>
    internal KnownSeries? Next { get; set; }

    /// <summary>Hour since 1970 in which its row is known to be stored.</summary>
    internal uint StoredHour { get; set; }

    /// <summary>The series as Prometheus writes it in messages.</summary>
    public override string ToString() => LabelText.Write(Metric, Labels);
}

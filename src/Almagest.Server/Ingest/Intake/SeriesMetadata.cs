namespace Almagest.Server.Ingest.Intake;

/// <summary>What a sender says of a metric, as UTF-8.</summary>
/// <param name="Type">counter, gauge, histogram, summary, info, stateset or unknown.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Help">What it measures.</param>
sealed record SeriesMetadata(byte[] Type, byte[] Unit, byte[] Help)
{
    /// <summary>Nothing is known.</summary>
    internal static readonly SeriesMetadata Unknown = new("unknown"u8.ToArray(), [], []);

    // The numbers of MetricMetadata.MetricType (remote write 1) and Metadata.MetricType (remote write 2) are the same.
    static readonly byte[][] TypeNames =
    [
        Unknown.Type, "counter"u8.ToArray(), "gauge"u8.ToArray(), "histogram"u8.ToArray(), "gaugehistogram"u8.ToArray(),
        "summary"u8.ToArray(), "info"u8.ToArray(), "stateset"u8.ToArray(),
    ];

    /// <summary>The name of a numbered type of remote write.</summary>
    internal static byte[] TypeName(ulong number) => TypeNames[number < (ulong)TypeNames.Length ? (int)number : 0];

    /// <summary>Whether it says just this.</summary>
    internal bool Is(ReadOnlySpan<byte> type, ReadOnlySpan<byte> unit, ReadOnlySpan<byte> help) =>
        type.SequenceEqual(Type) && unit.SequenceEqual(Unit) && help.SequenceEqual(Help);
}

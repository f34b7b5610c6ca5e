namespace Almagest.Query.LogQL.Engine;

/// <summary>What one query may cost.</summary>
public sealed record LogQlLimits
{
    /// <summary>Most series of a result; Loki's default is 500.</summary>
    public int MaxSeries { get; init; } = 500;

    /// <summary>Most lines of a result; Loki's default is 5000.</summary>
    public int MaxEntries { get; init; } = 5000;

    /// <summary>Most bytes of lines a query may read into the program.</summary>
    public long MaxBytes { get; init; } = 16L << 30;

    /// <summary>Most samples of a query of numbers that are held at once, 16 bytes each.</summary>
    public int MaxSamples { get; init; } = 50_000_000;
}

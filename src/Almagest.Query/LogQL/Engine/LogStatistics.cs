namespace Almagest.Query.LogQL.Engine;

/// <summary>What a query read. Changed by one thread at a time.</summary>
public sealed class LogStatistics
{
    /// <summary>Lines that reached the pipeline or were counted.</summary>
    public long Lines { get; set; }

    /// <summary>Their bytes.</summary>
    public long Bytes { get; set; }

    /// <summary>Lines that came through the pipeline.</summary>
    public long KeptLines { get; set; }

    /// <summary>Rows the store looked at.</summary>
    public long StoreRows { get; set; }

    /// <summary>Bytes the store read.</summary>
    public long StoreBytes { get; set; }
}

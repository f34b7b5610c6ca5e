using System.ComponentModel.DataAnnotations;

namespace Almagest.Server.Apis.Sql;

/// <summary>What a query typed by a user may take of the store.</summary>
public sealed class SqlOptions
{
    /// <summary>How long the store works on one query. Between 100 ms and 1 h; default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan MaxExecutionTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Memory of one query, in bytes. At least 16 MiB; default 1 GiB.</summary>
    [Range(16L << 20, long.MaxValue)]
    public long MaxMemoryBytes { get; init; } = 1L << 30;

    /// <summary>Rows one query may read from tables; 0 for no limit. Default 20 billion.</summary>
    [Range(0, long.MaxValue)]
    public long MaxRowsToRead { get; init; } = 20_000_000_000;

    /// <summary>Uncompressed bytes one query may read from tables; 0 for no limit. Default 1 TiB.</summary>
    [Range(0, long.MaxValue)]
    public long MaxBytesToRead { get; init; } = 1L << 40;

    /// <summary>Rows returned when the request does not say. Default 10,000.</summary>
    [Range(1, 1_000_000)]
    public int DefaultRows { get; init; } = 10_000;

    /// <summary>The largest number of rows a request may ask for. Default 1,000,000.</summary>
    [Range(1, 100_000_000)]
    public int MaxRows { get; init; } = 1_000_000;

    /// <summary>Threads of one query; 0 lets the store choose. Default 0.</summary>
    [Range(0, 1024)]
    public int MaxThreads { get; init; }

    /// <summary>Queries one tenant may run at once; more are answered 429. Default 8.</summary>
    [Range(1, 1000)]
    public int MaxConcurrentPerTenant { get; init; } = 8;
}

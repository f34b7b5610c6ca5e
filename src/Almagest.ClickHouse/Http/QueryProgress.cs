namespace Almagest.ClickHouse.Http;

/// <summary>How far a running query is.</summary>
/// <param name="ReadRows">Rows read so far.</param>
/// <param name="ReadBytes">Uncompressed bytes read so far.</param>
/// <param name="TotalRows">Rows it expects to read; 0 while unknown, and may grow.</param>
/// <param name="MemoryBytes">Memory it holds now.</param>
/// <param name="Elapsed">Time since it began.</param>
public sealed record QueryProgress(long ReadRows, long ReadBytes, long TotalRows, long MemoryBytes, TimeSpan Elapsed);

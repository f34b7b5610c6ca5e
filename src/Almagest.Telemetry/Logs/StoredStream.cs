using Almagest.Model;

namespace Almagest.Telemetry.Logs;

/// <summary>What identifies a stream in the tables.</summary>
/// <param name="ResourceId">Number of the resource.</param>
/// <param name="Source">Protocol.</param>
public readonly record struct StreamKey(ulong ResourceId, string Source);

/// <summary>A stream that has lines in a time range.</summary>
/// <param name="Key">What identifies it.</param>
/// <param name="Service">Service; the tables are ordered by it.</param>
/// <param name="Labels">Its labels.</param>
/// <param name="Metadata">Structured metadata all its lines have.</param>
/// <param name="Lines">How many lines, by whole hours.</param>
/// <param name="Bytes">Bytes of their texts, by whole hours.</param>
public sealed record StoredStream(StreamKey Key, string Service, Labels Labels, Labels Metadata, long Lines, long Bytes);

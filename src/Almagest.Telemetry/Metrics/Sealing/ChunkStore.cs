using Almagest.ClickHouse.Formats;
using Almagest.ClickHouse.Http;
using Almagest.Telemetry.Metrics.Chunks;
using Almagest.Telemetry.Metrics.Head;
using Almagest.Telemetry.Schema;

namespace Almagest.Telemetry.Metrics.Sealing;

/// <summary>Writes chunks and seals into the store.</summary>
public sealed class ChunkStore(ClickHouseClient client)
{
    internal async Task WriteChunksAsync(List<PartChunks> parts, CancellationToken ct)
    {
        using var rows = new ChunkBlock();
        foreach (var (part, sealing) in parts)
        {
            foreach (var (series, chunks) in sealing)
            {
                foreach (var chunk in chunks)
                    Append(rows, part, series, chunk);
            }
        }

        using var body = new ByteBuffer(rows.SizeBytes);
        rows.Encode(body);
        var insert = new InsertStatement(rows.Table, [.. rows.ColumnNames]) { DeduplicationToken = Guid.NewGuid().ToString(), Caller = "sealer" };
        await client.InsertAsync(insert, InsertBody.Of(body.Memory), ct);
    }

    /// <summary>Notes that the hours of one tenant are sealed.</summary>
    internal Task WriteSealsAsync(List<SealingPart> hours, List<ushort> rollups, (long SealedAt, long OpenSince) seal, CancellationToken ct) => client.ExecuteAsync(
        new Statement(
            "INSERT INTO seals (tenant, hour, sealed_at, open_since, rollups) SELECT {tenant:String}, toDateTime(p.1, 'UTC'), {sealed:DateTime('UTC')}, {open:DateTime('UTC')}, toUInt16(p.2) "
            + "FROM (SELECT arrayJoin(arrayZip({hours:Array(Int64)}, {rollups:Array(Int64)})) AS p)")
        {
            Caller = "sealer",
        }
        .With("tenant", hours[0].Tenant.Tenant)
        .With("hours", hours.Select(static h => h.Hour * 3600L))
        .With("sealed", DateTimeOffset.FromUnixTimeSeconds(seal.SealedAt))
        .With("open", DateTimeOffset.FromUnixTimeSeconds(seal.OpenSince))
        .With("rollups", rollups.Select(static r => (long)r)),
        ct);

    static void Append(ChunkBlock rows, SealingPart part, HeadSeries series, Chunk chunk)
    {
        rows.Tenant.Append(part.Tenant.Tenant);
        rows.Metric.Append(series.Labels.Metric);
        rows.Hour.Append((uint)(part.Hour * 3600L));
        rows.Series.Append(series.Id);
        rows.Seq.Append((uint)part.Seq);
        rows.Samples.Append((uint)chunk.Count);
        rows.Histograms.Append(chunk.IsHistogram);
        rows.Times.Append(chunk.Times.AsSpan(..^Chunk.Padding));
        rows.Data.Append(chunk.Values.Span[..^Chunk.Padding]);
        rows.RetentionDays.Append(series.RetentionDays);
    }
}

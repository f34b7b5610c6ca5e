using Almagest.ClickHouse.Formats;
using Almagest.ClickHouse.Http;
using Almagest.Query.PromQL.Sources;
using Almagest.Telemetry.Metrics.Chunks;
using Almagest.Telemetry.Metrics.Head;
using Almagest.Telemetry.Metrics.Reading;
using Almagest.Telemetry.Schema;

namespace Almagest.Telemetry.Metrics.Sealing;

/// <summary>Writes rollups of sealed hours into the store.</summary>
public sealed class RollupStore(ClickHouseClient client, ChunkFetcher fetcher, ChunkCache cache, MetricOptions options)
{
    /// <summary>The finest width that is written, seconds; 0 when none is.</summary>
    internal ushort Finest => options.Rollups switch { RollupWidths.Off => 0, RollupWidths.Hour => 3600, _ => 300 };

    /// <summary>Writes rollups of series whose chunks of the hour are in the store.</summary>
    internal async Task WriteAsync(List<PartChunks> parts, CancellationToken ct)
    {
        if (Finest == 0)
            return;
        using var rows = new RollupBlock();
        var (samples, rollups) = (new SampleBuffer(), new List<Rollup>());
        foreach (var (part, sealing) in parts)
        {
            var rereading = part.WasSealed ? await RereadAsync(part, sealing, ct) : null;
            foreach (var (series, chunks) in sealing)
            {
                samples.Clear();
                if (rereading is null)
                    ChunkDecoder.Read(chunks, long.MinValue, long.MaxValue, samples);
                else
                    rereading[series.Id].Read(samples);
                Append(rows, (part, series), samples, rollups);
            }
        }

        if (rows.Rows == 0)
            return;
        using var body = new ByteBuffer(rows.SizeBytes);
        rows.Encode(body);
        await client.InsertAsync(new InsertStatement(rows.Table, [.. rows.ColumnNames]) { DeduplicationToken = Guid.NewGuid().ToString(), Caller = "rollups" }, InsertBody.Of(body.Memory), ct);
    }

    void Append(RollupBlock rows, (SealingPart Part, HeadSeries Series) of, SampleBuffer samples, List<Rollup> rollups)
    {
        var (part, series) = of;
        for (ushort resolution = 3600; resolution >= Finest; resolution = resolution == 3600 ? (ushort)300 : (ushort)0)
        {
            var retention = options.RollupDays > 0 ? (ushort)options.RollupDays : series.RetentionDays;
            var key = new RollupKey(part.Tenant.Tenant, series.Labels.Metric, resolution, (uint)(part.Hour * 3600L), series.Id, (uint)part.Seq, retention);
            // A bucket without samples says that the samples themselves have to be read.
            if (!HourRollups.TryFill(rollups, samples, resolution * 1000L))
                rollups.Add(new Rollup { EndMs = part.Hour * 3_600_000L });
            if (rollups.Count > 0)
                rows.Append(key, rollups);
        }
    }

    /// <summary>Late samples came to an hour that was sealed before: its rollups are made anew from all of its chunks.</summary>
    async Task<Dictionary<ulong, SeriesSnapshot>> RereadAsync(SealingPart part, List<(HeadSeries Series, Chunk[] Chunks)> sealing, CancellationToken ct)
    {
        var (from, to) = (Chunk.StartOf(part.Hour), Chunk.StartOf(part.Hour + 1) - 1);
        var snapshots = sealing.ConvertAll(each => each.Series.Snapshot(from, to, part.Tenant.Sealed, cache.Tick()));
        var incomplete = snapshots.FindAll(static s => s.MissingHours.Count > 0);
        if (incomplete.Count > 0)
        {
            var fetched = await fetcher.FetchAsync(part.Tenant, incomplete, ct);
            incomplete.ForEach(fetched.Complete);
        }

        return snapshots.ToDictionary(static s => s.Series.Id);
    }
}

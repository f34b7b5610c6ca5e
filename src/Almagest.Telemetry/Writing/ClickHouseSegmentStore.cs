using System.Collections.Immutable;
using Almagest.ClickHouse.Http;

namespace Almagest.Telemetry.Writing;

/// <summary>Stores segments in ClickHouse: one insert per table, recognised by its token when it is repeated.</summary>
sealed class ClickHouseSegmentStore(ClickHouseClient client) : ISegmentStore
{
    static readonly ImmutableDictionary<string, string> Settings = ImmutableDictionary<string, string>.Empty
        // Backfills reach over many days; the limit of 100 partitions an insert would refuse what was sent in good faith.
        .Add("max_partitions_per_insert_block", "0")
        // Log bodies cost half of an insert to index. Fresh parts are small and scanned quickly; the first merge builds the index.
        .Add("materialize_skip_indexes_on_insert", "0");

    /// <inheritdoc/>
    public Task InsertAsync(SegmentSection section, string token, CancellationToken ct) => client.InsertAsync(
        new InsertStatement(section.Table, section.Columns) { DeduplicationToken = token, Caller = "writer", Settings = Settings },
        section.Body,
        ct);
}

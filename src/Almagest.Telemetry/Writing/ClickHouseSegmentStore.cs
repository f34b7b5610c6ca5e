using System.Collections.Immutable;
using Almagest.ClickHouse.Http;

namespace Almagest.Telemetry.Writing;

/// <summary>Stores segments in ClickHouse: one insert per table, recognised by its token when it is repeated.</summary>
sealed class ClickHouseSegmentStore(ClickHouseClient client) : ISegmentStore
{
    static readonly ImmutableDictionary<string, string> Settings = ImmutableDictionary<string, string>.Empty
        // Backfills reach over many days; the limit of 100 partitions an insert would refuse what was sent in good faith.
        .Add("max_partitions_per_insert_block", "0")
        // Log bodies cost half of an insert to index; the first merge builds the index.
        .Add(Indexes, "0");

    const string Indexes = "materialize_skip_indexes_on_insert";

    // Merges wait while spans come in at full speed: ten million spans just stored took 3 s to search for an attribute without indexes, which cost a twentieth of an insert.
    static readonly ImmutableDictionary<string, string> OfSpans = Settings.SetItem(Indexes, "1");

    /// <inheritdoc/>
    public async Task InsertAsync(SegmentSection section, string token, CancellationToken ct)
    {
        // A row costs the store the same with one sample in it as with a hundred.
        using var runs = section.Table == "samples" ? SampleRunBlock.Of(section) : null;
        var insert = runs is null ? new InsertStatement(section.Table, section.Columns) : new InsertStatement(SampleRunBlock.Table, runs.Columns);
        await client.InsertAsync(
            insert with { DeduplicationToken = token, Caller = "writer", Settings = section.Table == "spans" ? OfSpans : Settings },
            runs?.Body ?? section.Body,
            ct);
    }
}

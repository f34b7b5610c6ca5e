using Almagest.ClickHouse.Http;
using Almagest.Scenarios.Fixtures;
using Almagest.Telemetry.Writing;

namespace Almagest.Scenarios.Metrics;

[Collection(EngineCollection.Name)]
public sealed class SampleRunScenarios(EngineFixture engine) : VaultScenario(engine)
{
    const long Day = 86_400_000;
    const int Series = 200, PerRequest = 30, Requests = 210;

    [Fact]
    public async Task More_rows_of_several_days_than_the_store_puts_into_one_block_are_stored_once_however_often_they_are_sent()
    {
        var start = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / Day * Day - 3 * Day;
        using var segment = new Segment(Guid.CreateVersion7());
        using var left = new Segment(segment.Id);
        for (var request = 0; request < Requests; request++)
        {
            using var batch = Request(start + (request * PerRequest * 40_000L));
            foreach (var part in segment.Add([new PendingBatch(batch)]).Parts)
                left.Add(part.Section.Table, part.Section.ColumnList, part.Bytes.Span, part.Rows);
        }

        var store = new ClickHouseSegmentStore(Client);
        foreach (var sent in new[] { segment, segment, left })
        {
            var section = sent.Sections.Single();
            section.Rows.ShouldBe(Series * PerRequest * Requests);
            await store.InsertAsync(section, sent.TokenOf(section), CancellationToken.None);
        }

        (await ScalarAsync("toInt64(count())")).ShouldBe(segment.Rows);
        (await ScalarAsync("toInt64(uniqExact(series, time))")).ShouldBe(segment.Rows);
        (await ScalarAsync("toInt64(uniqExact(toDate(time)))")).ShouldBe(3);
        (await ScalarAsync("toInt64(sum(value))")).ShouldBe(segment.Rows * 7L);
    }

    Task<long> ScalarAsync(string expression) => Client.ScalarAsync<long>(
        new Statement($"SELECT {expression} FROM samples WHERE tenant = {{tenant:String}}") { ReadOnly = true }.With("tenant", Tenant), CancellationToken.None);

    TelemetryBatch Request(long time)
    {
        var batch = new TelemetryBatch(Signal.Metrics);
        for (var series = 0; series < Series; series++)
        {
            for (var sample = 0; sample < PerRequest; sample++)
                VaultProcess.Add(batch.Samples, Tenant, $"m{series % 9}", ((ulong)series << 56, time + (sample * 40_000), 7));
        }

        return batch;
    }
}

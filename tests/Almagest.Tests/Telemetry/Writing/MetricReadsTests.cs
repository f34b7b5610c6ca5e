using Almagest.ClickHouse.Http;
using Almagest.Telemetry.Schema;
using Almagest.Telemetry.Writing;

namespace Almagest.Tests.Telemetry.Writing;

public sealed class MetricReadsTests
{
    [Theory]
    [InlineData("SELECT count() FROM logs WHERE body LIKE '%error%'", false)]
    [InlineData("SELECT max(time) FROM span_metrics", false)]
    [InlineData("SELECT count() FROM almagest.samples", true)]
    [InlineData("SELECT count() FROM \"Samples\"", true)]
    [InlineData("SELECT service FROM spans JOIN `resources` USING resource_id", true)]
    [InlineData("SELECT * FROM `s\\x61mples`", true)]
    [InlineData("SELECT * FROM {table:Identifier}", true)]
    public void Statement_tells_whether_it_may_read_metrics(string sql, bool expected) => MetricReads.IsOne(new Statement(sql)).ShouldBe(expected);

    [Fact]
    public void Every_public_table_that_metrics_are_written_to_is_known()
    {
        using var batch = new TelemetryBatch(Signal.Metrics);
        foreach (var block in batch.Blocks)
            MetricReads.IsOne(new Statement($"SELECT 1 FROM {block.Table}")).ShouldBeTrue(block.Table);
        string[] others = ["llm_calls", "llm_sessions", "services", "traces"];
        foreach (var view in PublicTables.Views.Except(others))
            MetricReads.IsOne(new Statement($"SELECT 1 FROM {view}")).ShouldBeTrue(view);
    }
}

using Almagest.ClickHouse.Http;
using Almagest.Telemetry.Writing;

namespace Almagest.Tests.Telemetry.Writing;

public sealed class SignalReadsTests
{
    [Theory]
    [InlineData("SELECT body FROM logs WHERE match(body, '\\d+ spans_of')", "Logs")]
    [InlineData("SELECT count() FROM Log_Streams", "Logs")]
    [InlineData("SELECT 1 FROM spans ANY LEFT JOIN samples USING trace_id", "Metrics Traces")]
    [InlineData("SELECT * FROM services", "Logs Traces")]
    [InlineData("SELECT * FROM resources", "Metrics Logs Traces")]
    [InlineData("SELECT value FROM metrics", "Metrics")]
    [InlineData("SELECT count() FROM vault.\"Samples\"", "Metrics")]
    [InlineData("SELECT service FROM spans JOIN `resources` USING resource_id", "Metrics Logs Traces")]
    [InlineData("SELECT 1", "Metrics Logs Traces")]
    [InlineData("SELECT name FROM system.parts WHERE table = {t:String}", "Metrics Logs Traces")]
    public void A_statement_waits_for_the_signals_whose_tables_it_names(string sql, string signals) =>
        string.Join(' ', SignalReads.Of(new Statement(sql)).Order()).ShouldBe(signals);

    [Theory]
    [InlineData("SELECT (SELECT count() FROM `sam\\x70les`) FROM logs")]
    [InlineData("SELECT (SELECT count() FROM {t:Identifier}) FROM logs")]
    public void What_users_may_write_in_other_ways_waits_for_all(string sql)
    {
        SignalReads.Of(new Statement(sql) { AsReader = true }).Count.ShouldBe(3);
        SignalReads.Of(new Statement(sql)).ShouldBe([Signal.Logs]);
    }
}

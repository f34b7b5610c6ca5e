using Almagest.ClickHouse.Http;
using Almagest.Telemetry.Schema;

namespace Almagest.Scenarios.Sql;

/// <summary>A day of samples, one in ten minutes, of 600 series: answers are those of the samples, and hours that nobody asks for are not read.</summary>
[Collection(SqlCollection.Name)]
public sealed class SampleHoursTests(SqlFixture fixture) : IAsyncLifetime
{
    const string Tenant = "hours";
    const int Series = 600, RowsOfGranule = 256;

    public Task InitializeAsync() => fixture.RunAsync($"""
        INSERT INTO sample_runs (tenant, metric, hour, series, retention_days, times, values)
        SELECT '{Tenant}', 'steps', toDateTime('2026-11-20 00:00:00', 'UTC') + 3600 * intDiv(number, {Series}), number % {Series}, 3000,
            arrayMap(i -> toDateTime64('2026-11-20 00:00:00', 3, 'UTC') + 3600 * intDiv(number, {Series}) + 600 * i, range(6)), arrayMap(i -> 6 * intDiv(number, {Series}) + i, range(6))
        FROM numbers({24 * Series}) WHERE (SELECT count() FROM sample_runs WHERE tenant = '{Tenant}') = 0
        """);

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("SELECT count(), min(value), max(value) FROM samples", "86400,0,143", 24)]
    [InlineData("SELECT count(), min(value), max(value) FROM samples WHERE time >= '2026-11-20 05:30:00' AND time < '2026-11-20 06:30:00'", "3600,33,38", 2)]
    [InlineData("SELECT count(), min(value), max(value) FROM samples WHERE time BETWEEN toDateTime64('2026-11-20 05:00:00', 3, 'UTC') AND toDateTime64('2026-11-20 05:00:00', 3, 'UTC')", "600,30,30", 1)]
    [InlineData("SELECT count(), min(value), max(value) FROM samples WHERE time > '2026-11-20 22:59:59' AND metric = 'steps'", "3600,138,143", 2)]
    [InlineData("SELECT count(), min(value), max(value) FROM samples WHERE toStartOfHour(time) = '2026-11-20 07:00:00'", "3600,42,47", 1)]
    [InlineData("SELECT count(), min(value), max(value) FROM samples WHERE time < '2026-11-20 01:00:00' OR time >= '2026-11-20 23:00:00'", "7200,0,143", 24)]
    [InlineData("SELECT count(), min(value), max(value) FROM samples WHERE time > '2030-01-01 00:00:00'", "0,0,0", 0)]
    [InlineData("SELECT count(), min(value), max(value) FROM metrics WHERE name = 'steps' AND time >= '2026-11-20 23:00:00'", "3600,138,143", 1)]
    [InlineData("WITH toDateTime64('2026-11-20 03:00:00', 3, 'UTC') AS t SELECT count(), min(value), max(value) FROM samples WHERE time >= t AND time < t + INTERVAL 2 HOUR", "7200,18,29", 3)]
    [InlineData("SELECT sum(n), 0, 0 FROM (SELECT count() AS n FROM samples WHERE time < '2026-11-20 01:00:00' UNION ALL SELECT count() FROM samples WHERE time >= '2026-11-20 01:00:00' AND time < '2026-11-20 03:00:00')", "10800,0,0", 8)]
    [InlineData("WITH x AS (SELECT * FROM samples WHERE time < '2026-11-20 02:00:00') SELECT count(), min(value), max(value) FROM x WHERE time >= '2026-11-20 01:00:00'", "3600,6,11", 2)]
    [InlineData("SELECT count(), min(value), max(value) FROM samples WHERE time >= (SELECT max(time) FROM samples) - 599", "600,143,143", 48)]
    [InlineData("SELECT count(), min(value), max(value) FROM samples WHERE hour = '2026-11-20 07:00:00' AND value IN (SELECT value FROM samples WHERE hour = '2026-11-20 07:00:00')", "3600,42,47", 2)]
    public async Task Only_hours_that_are_asked_for_are_read(string query, string expected, int mostHours)
    {
        var answer = await fixture.AskAsync(query, tenant: Tenant);
        answer.Status.ShouldBe(200, answer.Text);
        string.Join(',', answer.Rows.Single()).ShouldBe(expected);
        // The first and last hour begin and end within a granule, in each of two reads, and there is the row that bounds are asked of.
        answer.Json.GetProperty("statistics").GetProperty("rowsRead").GetInt64().ShouldBeLessThanOrEqualTo((mostHours * Series) + (4 * RowsOfGranule) + 2);
    }

    [Fact]
    public async Task Explain_shows_the_hours_and_not_the_table_behind()
    {
        var answer = (await fixture.AskAsync("SELECT count() FROM samples WHERE time < '2026-11-20 01:00:00'", tenant: Tenant, path: "/api/vault/sql/explain")).Json;
        answer.GetProperty("indexes").GetRawText().ShouldContain("(hour in [");
        answer.GetProperty("indexes").GetRawText().ShouldNotContain("sample_bounds");
        answer.GetProperty("estimate").GetRawText().ShouldNotContain("sample_bounds");
    }

    [Fact]
    public async Task Every_view_over_samples_is_known()
    {
        await using var result = await fixture.Client.OpenAsync(
            new Statement("SELECT name FROM system.tables WHERE database = 'almagest' AND engine = 'View' AND (name = 'samples' OR match(as_select, '(FROM|JOIN) (almagest.)?samples'))") { MayLag = true }, "TSVRaw", default);
        using var reader = new StreamReader(result.Body);
        (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe(PublicTables.OverSamples, ignoreOrder: true);
    }

    [Fact]
    public async Task Nobody_can_name_the_table_behind()
    {
        var answer = await fixture.AskAsync("SELECT * FROM sample_bounds");
        answer.Status.ShouldBe(400);
        answer.Text.ShouldContain("unknown_table");
    }
}

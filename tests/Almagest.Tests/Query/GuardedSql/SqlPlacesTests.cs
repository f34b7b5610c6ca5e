using Almagest.Query.GuardedSql;

namespace Almagest.Tests.Query.GuardedSql;

public sealed class SqlPlacesTests
{
    static readonly string[] Tables = ["samples", "metrics"];

    static readonly SqlCatalog Catalog = new("almagest", ["logs", "series"], Tables);

    [Theory]
    [InlineData("SELECT count() FROM samples WHERE time > now()", 1)]
    [InlineData("SELECT count() FROM almagest.samples", 1)]
    [InlineData("SELECT samples.time FROM samples JOIN series ON samples.series = series.series", 1)]
    [InlineData("SELECT * FROM metrics AS m, samples AS s WHERE m.time = s.time", 2)]
    [InlineData("SELECT * FROM (SELECT * FROM samples) WHERE value > 1", 1)]
    [InlineData("SELECT 1 FROM samples UNION ALL SELECT 2 FROM metrics", 2)]
    [InlineData("WITH x AS (SELECT time FROM samples) SELECT max(time) FROM x", 1)]
    [InlineData("WITH now() AS t SELECT count() FROM samples WHERE time < t", 1)]
    [InlineData("SELECT count() FROM logs", 0)]
    [InlineData("SELECT 'samples' FROM logs", 0)]
    public void Places_are_counted(string query, int places) => Count(query).ShouldBe(places);

    [Theory]
    [InlineData("SELECT count() FROM samples WHERE time > (SELECT max(time) FROM samples)")]
    [InlineData("SELECT count() FROM samples WHERE series IN (SELECT series FROM series)")]
    [InlineData("SELECT (SELECT 1), count() FROM samples")]
    [InlineData("WITH (SELECT max(time) FROM samples) AS t SELECT t")]
    [InlineData("WITH x AS (SELECT time FROM samples) SELECT max(a.time) FROM x AS a JOIN x AS b ON a.time = b.time")]
    [InlineData("WITH x AS (SELECT time FROM samples) SELECT 1 FROM x WHERE time IN x")]
    [InlineData("SELECT count() FROM samples WHERE EXISTS (SELECT 1 FROM logs)")]
    public void What_a_plan_may_not_show_is_not_counted(string query) => Count(query).ShouldBeNull();

    static int? Count(string query) => SqlPlaces.Count(SqlGuard.Check(query, Catalog), Tables);
}

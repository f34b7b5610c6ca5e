using Almagest.Query.GuardedSql;

namespace Almagest.Tests.Query.GuardedSql;

public sealed class SqlGuardAllowedTests
{
    static readonly SqlCatalog Catalog = new("almagest", ["logs", "spans"], ["metrics"]);

    [Theory]
    [InlineData("SELECT 1")]
    [InlineData("select 1;")]
    [InlineData("SELECT 1 ; ; -- done")]
    [InlineData("SELECT * FROM logs")]
    [InlineData("SELECT * FROM almagest.logs AS l FINAL")]
    [InlineData("SELECT * FROM `almagest`.\"logs\"")]
    [InlineData("FROM logs SELECT count()")]
    [InlineData("(SELECT 1) UNION ALL (SELECT 2)")]
    [InlineData("SELECT 1 UNION DISTINCT SELECT 2 EXCEPT SELECT 3 INTERSECT SELECT 4")]
    [InlineData("WITH x AS (SELECT * FROM logs) SELECT count() FROM x JOIN spans USING (time)")]
    [InlineData("WITH 5 AS n, sum(v) AS total SELECT total + n FROM metrics")]
    [InlineData("WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT * FROM t")]
    [InlineData("SELECT * FROM logs, spans s WHERE logs.time = s.time")]
    [InlineData("SELECT * FROM (SELECT * FROM (SELECT 1 FROM logs))")]
    [InlineData("SELECT * FROM logs ARRAY JOIN splitByChar(' ', body) AS word")]
    [InlineData("SELECT * FROM logs LEFT ARRAY JOIN a AS x, b AS y WHERE x = 1")]
    [InlineData("SELECT x, file, url FROM (SELECT 1 AS x, 'a' AS file, 'b' AS url)")]
    [InlineData("SELECT extract(DAY FROM time), substring(body FROM 2 FOR 3), trim(BOTH 'x' FROM body) FROM logs")]
    [InlineData("SELECT a IS DISTINCT FROM b, a IS NOT DISTINCT FROM b FROM logs")]
    [InlineData("SELECT time FROM logs ORDER BY time WITH FILL FROM now() - 60 TO now() STEP 1")]
    [InlineData("SELECT sumIf(v, v > 0), uniqExactStateIf(v, 1), quantiles(0.5, 0.9)(v), countIf(1) OVER (PARTITION BY name) FROM metrics")]
    [InlineData("SELECT count(*) FILTER (WHERE v > 1) FROM metrics GROUP BY GROUPING SETS ((name), (type))")]
    [InlineData("SELECT CAST(v AS Decimal(9, 2)), v::Nullable(DateTime64(9, 'UTC')), {p:Array(String)} FROM metrics")]
    [InlineData("SELECT {'a': 1}['a'], (1, 2).1, [1, 2][1], x -> x + 1")]
    [InlineData("SELECT CASE v WHEN 1 THEN 'a' ELSE 'b' END, if(v, 1, 2), v ? 1 : 2 FROM metrics")]
    [InlineData("SELECT * EXCEPT (body), COLUMNS('a.*') REPLACE (1 AS a) FROM logs")]
    [InlineData("SELECT * FROM numbers(10) WHERE number IN (SELECT v FROM metrics)")]
    [InlineData("SELECT * FROM generateSeries(1, 10, 3), values('a Int8', 1, 2)")]
    [InlineData("SELECT v FROM metrics WHERE name IN ('a', 'b') AND EXISTS (SELECT 1) WINDOW w AS (ORDER BY time)")]
    [InlineData("SELECT toStartOfInterval(time, INTERVAL 5 MINUTE) AS t, t.1.2 FROM metrics LIMIT 10 BY t LIMIT 5, 10")]
    [InlineData("SELECT 'it''s \\' fine; DROP TABLE x' /* ; */ -- ; \n")]
    [InlineData("SELECT $$file('/etc/passwd')$$, $a$ it's $a$")]
    [InlineData("SELECT 1 # a comment; DROP")]
    [InlineData("SELECT 'äöü 🙂'")]
    [InlineData("SELECT\u00A01")]
    [InlineData("SELECT settings, format FROM (SELECT 1 AS settings, 2 AS format)")]
    [InlineData("SELECT format('{} {}', 'a', 'b')")]
    [InlineData("SELECT attributes['user'] AS user, 1e-3, 0x1F, .5, 1., 1_000 FROM logs")]
    [InlineData("SELECT arrayMap(toString, [1]), version[1], [user, 'x'], arrayExists(x -> x = file, [file]) FROM logs")]
    [InlineData("SELECT arrayUniq(l.file, l.user) FROM logs AS l")]
    [InlineData("EXPLAIN SELECT * FROM logs")]
    [InlineData("EXPLAIN PLAN indexes = 1, json = 1 SELECT * FROM logs")]
    [InlineData("EXPLAIN ESTIMATE SELECT * FROM logs")]
    [InlineData("EXPLAIN QUERY TREE SELECT 1")]
    [InlineData("DESCRIBE logs")]
    [InlineData("DESCRIBE TABLE almagest.logs")]
    [InlineData("DESC (SELECT 1 AS a)")]
    [InlineData("SHOW TABLES")]
    [InlineData("SHOW TABLES FROM almagest LIKE 'l%' LIMIT 3")]
    [InlineData("SHOW COLUMNS FROM almagest.logs LIKE 't%'")]
    public void Reading_statement_passes(string query) => SqlGuard.Check(query, Catalog).Text.ShouldNotBeEmpty();

    [Fact]
    public void Comments_become_blanks_and_positions_stay()
    {
        var text = SqlGuard.Check("SELECT /* a\nb /* c */ */ 1 -- end\n, 2;", Catalog).Text;
        text.ShouldBe("SELECT     \n             1       \n, 2".Replace("SELECT     ", "SELECT     ", StringComparison.Ordinal));
        text.ShouldNotContain("*");
    }

    [Fact]
    public void Tables_are_reported_once_in_order() =>
        SqlGuard.Check("SELECT * FROM spans JOIN almagest.logs USING (time) WHERE 1 IN (SELECT 1 FROM spans)", Catalog)
            .Tables.ShouldBe(["spans", "logs"]);

    [Theory]
    [InlineData("SELECT 1", SqlStatementKind.Select)]
    [InlineData("WITH 1 AS a SELECT a", SqlStatementKind.Select)]
    [InlineData("explain select 1", SqlStatementKind.Explain)]
    [InlineData("describe logs", SqlStatementKind.Describe)]
    [InlineData("show tables", SqlStatementKind.Show)]
    public void Kind_is_recognised(string query, SqlStatementKind kind) => SqlGuard.Check(query, Catalog).Kind.ShouldBe(kind);
}

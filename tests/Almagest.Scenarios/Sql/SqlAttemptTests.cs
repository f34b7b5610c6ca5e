using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Query.GuardedSql;
using Almagest.Server.Apis.Sql;

namespace Almagest.Scenarios.Sql;

/// <summary>
/// Attempts to get at what a query must not reach. Each runs twice: as a user sends it, and with our own guard left out, so
/// that the store's parse tree, account, settings and filters hold alone.
/// </summary>
[Collection(SqlCollection.Name)]
public sealed class SqlAttemptTests(SqlFixture fixture)
{
    public static readonly TheoryData<string> Refused = new(
        "INSERT INTO logs (tenant) VALUES ('a')",
        "INSERT INTO FUNCTION file('/tmp/x', 'CSV', 'a String') SELECT 'a'",
        "CREATE TABLE x (a Int8) ENGINE = Memory",
        "CREATE TEMPORARY TABLE x (a Int8)",
        "CREATE VIEW v AS SELECT 1",
        "CREATE FUNCTION f AS (x) -> file(x)",
        "CREATE USER u",
        "DROP TABLE logs",
        "ALTER TABLE logs DELETE WHERE 1",
        "DELETE FROM logs WHERE 1",
        "UPDATE logs SET body = '' WHERE 1",
        "TRUNCATE TABLE logs",
        "OPTIMIZE TABLE logs FINAL",
        "RENAME TABLE logs TO l",
        "KILL QUERY WHERE 1",
        "SYSTEM STOP MERGES",
        "SYSTEM STOP LISTEN HTTP",
        "GRANT ALL ON *.* TO reader",
        "SET readonly = 0",
        "USE system",
        "BACKUP TABLE logs TO File('/tmp/x')",
        "DETACH TABLE logs",
        "CHECK TABLE logs",
        "EXCHANGE TABLES logs AND spans",
        "SELECT 1; SELECT 2",
        "SELECT 1 /* ; */ ; DROP TABLE logs",
        "SELECT 1 PARALLEL WITH SELECT 2",
        "SELECT 1 SETTINGS readonly = 0",
        "SELECT count() FROM logs SETTINGS additional_table_filters = {}",
        "SELECT count() FROM (SELECT * FROM logs SETTINGS log_comment = 'b')",
        "SELECT 1 SETTINGS max_execution_time = 0",
        "SELECT 1 INTO OUTFILE '/tmp/x'",
        "SELECT 1 FORMAT Null",
        "SELECT * FROM system.tables",
        "SELECT * FROM SYSTEM.one",
        "SELECT * FROM `system`.`settings`",
        "SELECT * FROM system /* */ . /* */ users",
        "SELECT * FROM information_schema.tables",
        "SELECT * FROM INFORMATION_SCHEMA.COLUMNS",
        "SELECT 0 IN system.one",
        "SELECT (SELECT count() FROM system.tables)",
        "WITH x AS (SELECT * FROM system.one) SELECT * FROM x",
        "SELECT 1 FROM logs UNION ALL SELECT dummy FROM system.one",
        "SELECT * FROM logs LEFT JOIN system.one ON 1",
        "SELECT * FROM secrets",
        "SELECT * FROM almagest.secrets",
        "SELECT 'k' IN secrets",
        "SELECT * FROM (SELECT * FROM (SELECT value FROM almagest.`secrets`))",
        "DESCRIBE system.users",
        "DESCRIBE file('/etc/passwd')",
        "SHOW GRANTS",
        "SHOW CREATE TABLE logs",
        "SHOW PROCESSLIST",
        "SHOW USERS",
        "EXPLAIN SELECT * FROM system.one",
        "EXPLAIN SELECT file('/etc/passwd')",
        "EXPLAIN CURRENT TRANSACTION",
        "SELECT file('/etc/passwd')",
        "SELECT `file`('/etc/passwd')",
        "SELECT FILE/* */('/etc/passwd')",
        "SELECT arrayMap(x -> file(x), ['/etc/passwd'])",
        "SELECT * REPLACE (file('/etc/passwd') AS body) FROM logs",
        "SELECT body APPLY (x -> file('/etc/passwd')) FROM logs",
        "SELECT * APPLY file FROM (SELECT '/etc/passwd' AS a)",
        "SELECT COLUMNS('a') APPLY(x -> file(x)) FROM (SELECT '/etc/passwd' AS a)",
        "SELECT arrayMap(file, ['/etc/passwd'])",
        "SELECT arrayMap(`file`, ['/proc/self/environ'])",
        "SELECT arrayMap((file), ['/proc/self/environ'])",
        "SELECT ARRAYFILTER(((\"file\")), ['/etc/passwd'])",
        "SELECT arrayFold(file, ['/etc/passwd'], '')",
        "SELECT mapApply(file, map('/etc/passwd', ''))",
        "SELECT arrayMap(sleep, [1])",
        "SELECT arraySort(/* , */ getServerPort, ['http_port'])",
        "WITH file AS f SELECT arrayMap(f, ['/etc/passwd'])",
        "SELECT arrayMap(file, ['/etc/passwd']) FROM (SELECT * FROM (SELECT 1 AS file) WHERE file = 1)",
        "FROM (SELECT 'SelectQuery' AS EXPLAIN)",
        "SELECT USER",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM '/etc/hosts.csv'",
        "SELECT * FROM logs LEFT JOIN 'secrets' ON 1",
        "DESCRIBE 'secrets'",
        "SELECT `user` FROM logs",
        "SELECT 1 ORDER BY file('/etc/passwd')",
        "SELECT 1 LIMIT length(file('/etc/passwd'))",
        "SELECT count() OVER (PARTITION BY file('/etc/passwd'))",
        "WITH file('/etc/passwd') AS secret SELECT secret",
        "SELECT * FROM file('/etc/passwd', 'LineAsString')",
        "SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString', 'a String')",
        "SELECT * FROM s3('http://127.0.0.1:1/b/k', 'CSV', 'a String')",
        "SELECT * FROM remote('127.0.0.1', 'almagest', 'logs')",
        "SELECT * FROM remoteSecure('127.0.0.1', 'almagest', 'logs')",
        "SELECT * FROM cluster('default', 'almagest', 'logs')",
        "SELECT * FROM clusterAllReplicas('default', 'almagest', 'logs')",
        "SELECT * FROM mysql('127.0.0.1:1', 'd', 't', 'u', 'p')",
        "SELECT * FROM postgresql('127.0.0.1:1', 'd', 't', 'u', 'p')",
        "SELECT * FROM sqlite('/tmp/x', 't')",
        "SELECT * FROM executable('id', 'TSV', 'a String')",
        "SELECT * FROM input('a String')",
        "SELECT * FROM dictionary('d')",
        "SELECT * FROM merge('almagest', 'logs')",
        "SELECT * FROM merge('almagest', '.*')",
        "SELECT * FROM logs, merge('almagest', 'logs') AS m",
        "SELECT * FROM mergeTreeIndex('almagest', 'logs')",
        "SELECT * FROM mergeTreeProjection('almagest', 'logs', 'p')",
        "SELECT * FROM mergeTreeTextIndex('almagest', 'logs', 'body')",
        "SELECT * FROM view(SELECT 1)",
        "SELECT * FROM loop('almagest', 'logs')",
        "SELECT * FROM eval('SELECT 1')",
        "SELECT * FROM fuzzQuery('SELECT 1')",
        "SELECT * FROM filesystem('/')",
        "SELECT * FROM format(LineAsString, 'a')",
        "SELECT * FROM (EXPLAIN SELECT 1)",
        "SELECT hostName()",
        "SELECT version()",
        "SELECT currentUser()",
        "SELECT CURRENT_USER",
        "SELECT uptime()",
        "SELECT getSetting('log_comment')",
        "SELECT getMacro('shard')",
        "SELECT getServerPort('http_port')",
        "SELECT getServerSetting('max_connections')",
        "SELECT getClientHTTPHeader('X-Engine-Secret')",
        "SELECT @@version",
        "SELECT filesystemAvailable()",
        "SELECT serverUUID()",
        "SELECT tcpPort()",
        "SELECT sleep(1)",
        "SELECT sleepEachRow(0.1) FROM numbers(10)",
        "SELECT addressToLine(1)",
        "SELECT demangle('x')",
        "SELECT dictGet('d', 'a', 1)",
        "SELECT joinGet('almagest.logs', 'body', 1)",
        "SELECT hasColumnInTable('almagest', 'secrets', 'value')",
        "SELECT aggThrow(0.5)(1)",
        "SELECT arrayReduce('aggThrow(1.0)', [1])",
        "SELECT catboostEvaluate('/x', 1)",
        "SELECT formatRow('Protobuf', 1)",
        "SELECT showCertificate()",
        "SELECT {f:Identifier}.value FROM {t:Identifier} AS s",
        "SELECT * FROM numbers(1) WHERE 1 IN (SELECT 1 FROM merge('almagest', 'logs'))");

    [Theory, MemberData(nameof(Refused))]
    public async Task Attempt_through_all_layers_is_refused(string query)
    {
        var answer = await fixture.AskAsync(query, new() { ["f"] = "s", ["t"] = "secrets" });
        answer.Status.ShouldBeInRange(400, 422, answer.Text);
        answer.Text.ShouldContain("\"code\":");
        answer.Text.ShouldNotContain("root:");
        answer.Text.ShouldNotContain("top-secret");
    }

    [Theory, MemberData(nameof(Refused))]
    public async Task Attempt_without_the_guard_is_refused(string query) =>
        await Should.ThrowAsync<SqlProblemException>(async () => await fixture.RunUnguardedAsync(query, "a"));

    public static readonly TheoryData<string> Reading = new(
        "SELECT DISTINCT tenant FROM logs",
        "SELECT DISTINCT tenant FROM almagest.logs AS l",
        "SELECT DISTINCT l.tenant FROM logs AS l JOIN logs AS r USING (service)",
        "SELECT DISTINCT r.tenant FROM (SELECT 'svc0' AS service) AS l LEFT JOIN logs AS r ON l.service = r.service",
        "SELECT DISTINCT r.tenant FROM (SELECT 1 AS x) AS l CROSS JOIN logs AS r",
        "SELECT DISTINCT r.tenant FROM spans AS l, logs AS r",
        "SELECT DISTINCT r.tenant FROM spans AS l FULL JOIN logs AS r ON l.service = r.service WHERE r.body != ''",
        "SELECT DISTINCT tenant FROM (SELECT * FROM (SELECT * FROM logs))",
        "WITH x AS (SELECT * FROM logs) SELECT DISTINCT tenant FROM x",
        "WITH RECURSIVE x AS (SELECT tenant, 1 AS n FROM logs UNION ALL SELECT tenant, n + 1 FROM x WHERE n < 2) SELECT DISTINCT tenant FROM x",
        "SELECT tenant FROM logs UNION DISTINCT SELECT tenant FROM spans UNION DISTINCT SELECT tenant FROM samples",
        "SELECT tenant FROM logs EXCEPT SELECT 'nobody'",
        "SELECT (SELECT max(tenant) FROM logs)",
        "SELECT DISTINCT tenant FROM logs PREWHERE 1 = 1 OR tenant = 'b'",
        "SELECT DISTINCT tenant FROM logs WHERE tenant = 'b' OR 1",
        "SELECT DISTINCT 'b' AS other, tenant FROM logs WHERE (tenant AS mine) != other",
        "SELECT max(tenant) FROM logs",
        "SELECT DISTINCT tenant FROM metrics",
        "SELECT DISTINCT tenant FROM traces",
        "SELECT DISTINCT tenant FROM services",
        "SELECT DISTINCT tenant FROM llm_calls",
        "SELECT DISTINCT tenant FROM llm_sessions",
        "SELECT DISTINCT tenant FROM costs",
        "SELECT DISTINCT m.tenant FROM metrics AS m JOIN costs USING (time)",
        "SELECT DISTINCT tenant FROM series FINAL",
        "SELECT arrayJoin(groupUniqArray(tenant)) FROM logs",
        "SELECT tenant FROM logs GROUP BY tenant WITH ROLLUP HAVING tenant != ''",
        "SELECT DISTINCT first_value(tenant) OVER (PARTITION BY body) FROM logs",
        "SELECT DISTINCT l.tenant FROM logs AS l WHERE l.body IN (SELECT body FROM logs)",
        "SELECT DISTINCT _table || tenant FROM logs",
        "FROM logs SELECT DISTINCT tenant");

    [Theory, MemberData(nameof(Reading))]
    public async Task Reading_shows_the_own_tenant_only(string query)
    {
        var answer = await fixture.AskAsync(query);
        answer.Status.ShouldBe(200, answer.Text);
        answer.Rows.ShouldNotBeEmpty();
        answer.Rows.ShouldAllBe(static row => row.Last().ToString().EndsWith('a'));
    }

    [Theory, MemberData(nameof(Reading))]
    public async Task Reading_without_the_guard_shows_the_own_tenant_only(string query)
    {
        var rows = await fixture.RunUnguardedAsync(query, "a");
        rows.ShouldNotBeEmpty();
        rows.ShouldAllBe(static row => row.EndsWith('a'));
    }

    [Theory]
    [InlineData("SELECT 'bravo 1' IN (SELECT body FROM logs)")]
    [InlineData("SELECT countIf(r.body != '') FROM (SELECT 'svc0' AS service, 'b' AS tenant) AS l LEFT JOIN logs AS r ON l.service = r.service AND l.tenant = r.tenant")]
    [InlineData("SELECT count() > 100 FROM logs")]
    [InlineData("SELECT uniq(tenant) > 1 FROM logs")]
    [InlineData("SELECT countIf(tenant != 'a') > 0 FROM spans")]
    [InlineData("SELECT exists(SELECT 1 FROM logs WHERE body LIKE 'bravo%')")]
    [InlineData("SELECT count() > 0 FROM logs WHERE hasToken(lower(body), 'bravo')")]
    [InlineData("SELECT count() > 0 FROM logs AS x WHERE x.tenant = 'b'")]
    [InlineData("SELECT sum(number) > 0 FROM numbers(5) WHERE toString(number) IN (SELECT toString(length(tenant)) FROM logs WHERE tenant = 'b')")]
    public async Task Question_about_another_tenant_is_answered_no(string query)
    {
        (await fixture.RunUnguardedAsync(query, "a")).Single().ShouldBe("0");
        (await fixture.AskAsync(query)).Rows.Single()[0].ToString().ShouldBe("0");
    }

    [Theory]
    [InlineData("SELECT count() FROM logs WHERE throwIf(body LIKE 'bravo%') = 0")]
    [InlineData("SELECT count() FROM logs PREWHERE throwIf(body LIKE 'bravo%') = 0")]
    [InlineData("SELECT count() FROM logs WHERE startsWith(body, 'bravo') AND toUInt64(body) > 1")]
    [InlineData("SELECT count() FROM logs WHERE if(startsWith(body, 'bravo'), toUInt64(body), 0) > 1")]
    [InlineData("SELECT count() FROM logs PREWHERE if(startsWith(body, 'bravo'), toUInt64(body), 0) > 1")]
    [InlineData("SELECT count() FROM logs WHERE intDiv(1, body NOT LIKE 'bravo%') > 0")]
    [InlineData("SELECT count() FROM spans WHERE throwIf(tenant != 'a') = 0 AND duration_nano < 1000")]
    [InlineData("SELECT count() FROM series FINAL WHERE throwIf(labels['who'] = 'bravo') = 0")]
    [InlineData("SELECT count() FROM metrics WHERE throwIf(labels['who'] = 'bravo') = 0")]
    [InlineData("SELECT count() FROM llm_calls WHERE throwIf(model LIKE 'bravo%') = 0")]
    [InlineData("SELECT count() FROM logs AS l JOIN logs AS r ON l.service = r.service AND throwIf(r.body LIKE 'bravo%') = 0")]
    [InlineData("SELECT count() FROM traces WHERE throwIf(root_service = 'bravo') = 0")]
    public async Task Error_tells_nothing_about_another_tenant(string query)
    {
        var answer = await fixture.AskAsync(query);
        answer.Status.ShouldBe(200, answer.Text);
    }

    [Fact]
    public async Task Account_alone_shows_nothing_without_a_tenant_and_one_tenant_in_merge()
    {
        (await ReaderAsync("SELECT count() FROM logs", null)).ShouldBe("0\n");
        (await ReaderAsync("SELECT DISTINCT tenant FROM merge('almagest', '^(logs|spans|samples)$')", "b")).ShouldBe("b\n");
    }

    [Fact]
    public async Task Table_without_a_policy_turns_sql_off()
    {
        var policies = new SqlPolicies(fixture.Client, fixture.Endpoint, new SqlCatalog("almagest", ["logs", "secrets"], []));
        var problem = (await Should.ThrowAsync<SqlProblemException>(async () => await policies.RequireAsync(default))).Problem;
        (problem.Code, problem.Kind).ShouldBe(("policies_missing", SqlProblemKind.Unavailable));
        problem.Message.ShouldContain("CREATE ROW POLICY reader ON almagest.secrets USING tenant = getSetting('log_comment') TO reader");
    }

    async Task<string> ReaderAsync(string sql, string? tenant)
    {
        await using var result = await fixture.Client.OpenAsync(new Statement(sql) { AsReader = true, ReadOnly = true, Caller = tenant, Database = "almagest" }, "TSVRaw", default);
        using var reader = new StreamReader(result.Body);
        return await reader.ReadToEndAsync();
    }

    [Fact]
    public void Tenant_name_cannot_break_out_of_its_filter() =>
        Should.Throw<UserErrorException>(() => new TenantId("a' OR 1 --"));

    [Fact]
    public async Task Every_function_of_the_engine_is_decided()
    {
        await using var result = await fixture.Client.OpenAsync(new Statement("SELECT name FROM system.functions WHERE origin = 'System'"), "TSVRaw", default);
        using var reader = new StreamReader(result.Body);
        var undecided = (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(static name => SqlFunctions.RuleFor(name) == SqlFunctionRule.Unknown).ToList();
        undecided.ShouldBeEmpty();
    }

    [Fact]
    public async Task No_array_or_map_function_beyond_those_checked_takes_a_function_by_name()
    {
        string[] arguments = ["isNull, [1]", "isNull, map('a', 'b')", "isNull, 1, [1]", "toString, [1]", "concat, ['a'], 'a'", "toString, 1, map(1, 1)"];
        foreach (var function in (string[])["array", "arrayElement", "arrayElementOrNull", "map"])
        {
            foreach (var list in arguments)
                (await fixture.AskAsync($"EXPLAIN QUERY TREE SELECT {function}({list})")).Text.ShouldNotContain("__function_ref_arg");
        }

        (await fixture.AskAsync("EXPLAIN QUERY TREE SELECT arrayMap(isNull, [1])")).Text.ShouldContain("__function_ref_arg", customMessage: "else the test looks for the wrong thing");
    }
}

using System.Net;
using Almagest.ClickHouse.Engine;
using Almagest.ClickHouse.Http;
using Almagest.Scenarios.Fixtures;

namespace Almagest.Scenarios.Engine;

[Collection(EngineCollection.Name)]
public sealed class AccessScenarios(EngineFixture engine) : IAsyncLifetime
{
    const string Table = "access";

    static readonly string[] Refusals = ["(ACCESS_DENIED)", "(READONLY)", "(INTO_OUTFILE_NOT_ALLOWED)", "(PATH_ACCESS_DENIED)"];

    public async Task InitializeAsync()
    {
        await engine.Caller.RunAsync($"CREATE OR REPLACE TABLE {Table} (tenant String, n UInt32) ENGINE = MergeTree ORDER BY tenant");
        await engine.Caller.RunAsync($"INSERT INTO {Table} VALUES ('a', 1), ('b', 2)");
    }

    public Task DisposeAsync() => engine.Caller.RunAsync($"DROP TABLE {Table} SYNC");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task Without_the_secret_there_is_nothing(string? secret)
    {
        var address = await engine.Supervisor.GetAddressAsync(default);
        foreach (var account in new[] { address.Writer, address.Reader, new Credential("default", "") })
        {
            var (status, text) = await EngineCaller.SendAsync(address, account, secret, $"SELECT * FROM {Table}");
            status.ShouldBe(HttpStatusCode.NotFound);
            text.ShouldContain("There is no handle");
        }
    }

    [Fact]
    public async Task Wrong_password_is_refused()
    {
        var address = await engine.Supervisor.GetAddressAsync(default);

        (await EngineCaller.SendAsync(address, address.Writer with { Password = "wrong" }, address.Secret, "SELECT 1")).Text.ShouldContain("AUTHENTICATION_FAILED");
    }

    [Theory]
    [InlineData($"SELECT * FROM almagest.{Table}")]
    [InlineData("SELECT * FROM system.users")]
    [InlineData("SELECT * FROM file('/etc/passwd', 'LineAsString', 'l String')")]
    [InlineData("CREATE TABLE almagest.pwn (n Int8) ENGINE = Memory")]
    public async Task Boot_user_gets_no_data_even_with_the_secret(string sql)
    {
        var address = await engine.Supervisor.GetAddressAsync(default);

        var (status, text) = await EngineCaller.SendAsync(address, new Credential("default", ""), address.Secret, sql);

        status.ShouldNotBe(HttpStatusCode.OK);
        text.ShouldNotContain("root:");
    }

    [Fact]
    public async Task Reader_selects_from_the_database()
    {
        (await engine.Caller.ReadAsync($"SELECT sum(n) FROM {Table}")).ShouldBe((HttpStatusCode.OK, "3"));
    }

    [Theory]
    [InlineData($"INSERT INTO {Table} VALUES ('c', 3)")]
    [InlineData($"ALTER TABLE {Table} DELETE WHERE 1")]
    [InlineData($"DROP TABLE {Table}")]
    [InlineData($"TRUNCATE TABLE {Table}")]
    [InlineData($"OPTIMIZE TABLE {Table}")]
    [InlineData("CREATE TABLE t (n Int8) ENGINE = Memory")]
    [InlineData("CREATE TEMPORARY TABLE t (n Int8)")]
    [InlineData("CREATE VIEW v AS SELECT 1")]
    [InlineData("CREATE FUNCTION f AS x -> x")]
    [InlineData("CREATE USER u")]
    [InlineData("ALTER USER reader IDENTIFIED BY 'x'")]
    [InlineData("GRANT SELECT ON *.* TO reader")]
    [InlineData("INSERT INTO FUNCTION file('pwn', 'TSV', 'n Int8') VALUES (1)")]
    [InlineData("INSERT INTO FUNCTION url('http://127.0.0.1:1/', 'TSV', 'n Int8') VALUES (1)")]
    [InlineData("SELECT 1 INTO OUTFILE 'pwn'")]
    [InlineData($"BACKUP TABLE {Table} TO File('b')")]
    [InlineData("KILL QUERY WHERE 1")]
    [InlineData("SYSTEM SHUTDOWN")]
    [InlineData("SYSTEM STOP LISTEN HTTP")]
    [InlineData("SYSTEM FLUSH LOGS")]
    [InlineData("ATTACH TABLE x FROM '/etc' (n Int8) ENGINE = MergeTree ORDER BY n")]
    [InlineData("SELECT * FROM file('/etc/passwd', 'LineAsString', 'l String')")]
    [InlineData("SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString', 'l String')")]
    [InlineData("SELECT * FROM remote('127.0.0.1:1', 'a.b')")]
    [InlineData("SELECT * FROM remoteSecure('127.0.0.1:1', 'a.b')")]
    [InlineData("SELECT * FROM s3('http://127.0.0.1:1/bucket/key', 'CSV', 'a String')")]
    [InlineData("SELECT * FROM mysql('127.0.0.1:1', 'a', 'b', 'c', 'd')")]
    [InlineData("SELECT * FROM postgresql('127.0.0.1:1', 'a', 'b', 'c', 'd')")]
    [InlineData("SELECT * FROM mongodb('127.0.0.1:1', 'a', 'b', 'c', 'd', 'n Int8')")]
    [InlineData("SELECT * FROM redis('127.0.0.1:1', 'k', 'k String')")]
    [InlineData("SELECT * FROM sqlite('/etc/passwd', 't')")]
    [InlineData("SELECT * FROM executable('id', 'TSV', 'a String')")]
    [InlineData("SELECT * FROM azureBlobStorage('http://127.0.0.1:1', 'c', 'p', 'a', 'azurekey')")]
    [InlineData("SELECT * FROM hdfs('hdfs://127.0.0.1:1/a', 'TSV', 'a String')")]
    [InlineData("SELECT * FROM jdbc('a', 'b')")]
    [InlineData("SELECT * FROM iceberg('http://127.0.0.1:1/bucket/')")]
    [InlineData("SELECT * FROM deltaLake('http://127.0.0.1:1/bucket/')")]
    [InlineData("SELECT * FROM system.users")]
    [InlineData("SELECT * FROM system.processes")]
    [InlineData("SELECT * FROM system.parts")]
    [InlineData("SELECT * FROM system.server_settings")]
    [InlineData("SELECT * FROM system.row_policies")]
    [InlineData("SELECT * FROM information_schema.tables")]
    [InlineData("SHOW GRANTS FOR almagest")]
    public async Task Reader_may_do_nothing_else(string sql)
    {
        var (status, text) = await engine.Caller.ReadAsync(sql);

        status.ShouldNotBe(HttpStatusCode.OK, text);
        Refusals.ShouldContain(refusal => text.Contains(refusal, StringComparison.Ordinal), text);
    }

    [Theory]
    [InlineData($"SELECT count() FROM {Table} SETTINGS max_threads = 1")]
    [InlineData($"SELECT count() FROM {Table} SETTINGS readonly = 0")]
    [InlineData($"SELECT count() FROM {Table} SETTINGS additional_table_filters = {{'{Table}': 'n = 1'}}")]
    [InlineData("SET max_threads = 1")]
    [InlineData("SET readonly = 0")]
    public async Task Reader_cannot_change_settings_once_the_request_is_read_only(string sql)
    {
        var (status, text) = await engine.Caller.ReadAsync(sql, "readonly=1&max_execution_time=5&log_comment=a");

        status.ShouldNotBe(HttpStatusCode.OK);
        text.ShouldContain("Cannot modify");
    }

    [Fact]
    public async Task Settings_in_the_url_take_effect_together_with_read_only()
    {
        // In either order: the whole URL is checked against the profile before any of it takes effect.
        foreach (var settings in new[] { "readonly=1&max_threads=3&log_comment=x", "max_threads=3&log_comment=x&readonly=1" })
            (await engine.Caller.ReadAsync("SELECT getSetting('max_threads'), getSetting('log_comment'), getSetting('readonly')", settings)).Text.ShouldBe("3\tx\t1");
    }

    [Fact]
    public async Task Reader_has_limits_of_its_own()
    {
        (await engine.Caller.ReadAsync("SELECT sleepEachRow(1) FROM numbers(100) SETTINGS max_block_size = 1", "max_execution_time=1")).Text.ShouldContain("TIMEOUT_EXCEEDED");
        (await engine.Caller.ReadAsync("SELECT 1", "max_execution_time=0&readonly=1")).Text.ShouldContain("shouldn't be less than 1");
        (await engine.Caller.ReadAsync("SELECT groupArray(number) FROM numbers(200000000)", "readonly=1")).Text.ShouldContain("MEMORY_LIMIT_EXCEEDED");
        (await engine.Caller.ReadAsync("SELECT number FROM numbers(20000000) FORMAT Null", "readonly=1&max_result_rows=10")).Text.ShouldContain("TOO_MANY_ROWS_OR_BYTES");
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("/etc/shadow")]
    [InlineData("/proc/1/environ")]
    [InlineData("/root/.bashrc")]
    [InlineData("../../../../etc/passwd")]
    public async Task Scalar_file_function_finds_nothing_outside_the_folder(string path)
    {
        // No grant covers this function; the kernel refuses.
        var (status, text) = await engine.Caller.ReadAsync($"SELECT file('{path}')");

        status.ShouldNotBe(HttpStatusCode.OK, text);
    }

    [Fact]
    public async Task Row_filter_shows_the_tenant_of_the_request_and_nothing_without_one()
    {
        using var folder = new TemporaryFolder();
        await using var supervisor = EngineFixture.NewSupervisor(folder.Path, new ReaderAccess { Tables = ["logs"], Views = ["errors"], RowFilter = "tenant = getSetting('log_comment')" });
        await supervisor.StartAsync(default);
        var caller = new EngineCaller(supervisor);
        await caller.RunAsync("CREATE TABLE logs (tenant String, n UInt32) ENGINE = MergeTree ORDER BY tenant");
        await caller.RunAsync("CREATE VIEW errors AS SELECT * FROM logs");
        await caller.RunAsync("CREATE TABLE other (n UInt32) ENGINE = MergeTree ORDER BY n");
        await caller.RunAsync("INSERT INTO logs VALUES ('a', 1), ('b', 2)");

        foreach (var source in new[] { "logs", "errors", "merge('almagest', '.*')" })
        {
            (await caller.ReadAsync($"SELECT DISTINCT tenant FROM {source}", "readonly=1&log_comment=b")).Text.ShouldBe("b");
            (await caller.ReadAsync($"SELECT DISTINCT tenant FROM {source}", "readonly=1")).Text.ShouldBe("");
        }
        (await caller.ReadAsync("SELECT * FROM other")).Text.ShouldContain("ACCESS_DENIED");
        (await caller.RunAsync("SELECT count() FROM logs")).ShouldBe("2");
        (await caller.RunAsync("SELECT table, select_filter, apply_to_list FROM system.row_policies")).ShouldBe(@"logs	tenant = getSetting(\'log_comment\')	['reader']");
    }
}

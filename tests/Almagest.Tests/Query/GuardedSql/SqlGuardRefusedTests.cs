using Almagest.Query.GuardedSql;
using static Almagest.Query.GuardedSql.SqlProblemKind;

namespace Almagest.Tests.Query.GuardedSql;

public sealed class SqlGuardRefusedTests
{
    static readonly SqlCatalog Catalog = new("almagest", ["logs", "spans"], ["metrics"]);

    [Theory]
    [InlineData("INSERT INTO logs VALUES (1)", Refused, "statement_refused")]
    [InlineData("CREATE TABLE x (a Int8) ENGINE = Memory", Refused, "statement_refused")]
    [InlineData("DROP TABLE logs", Refused, "statement_refused")]
    [InlineData("ALTER TABLE logs DELETE WHERE 1", Refused, "statement_refused")]
    [InlineData("DELETE FROM logs WHERE 1", Refused, "statement_refused")]
    [InlineData("TRUNCATE TABLE logs", Refused, "statement_refused")]
    [InlineData("KILL QUERY WHERE 1", Refused, "statement_refused")]
    [InlineData("SYSTEM STOP MERGES", Refused, "statement_refused")]
    [InlineData("GRANT ALL ON *.* TO reader", Refused, "statement_refused")]
    [InlineData("SET readonly = 0", Refused, "statement_refused")]
    [InlineData("USE system", Refused, "statement_refused")]
    [InlineData("BACKUP TABLE logs TO Disk('a', 'b')", Refused, "statement_refused")]
    [InlineData("ATTACH TABLE x", Refused, "statement_refused")]
    [InlineData("EXPLAIN CURRENT TRANSACTION", Refused, "statement_refused")]
    [InlineData("EXPLAIN INSERT INTO logs SELECT 1", Refused, "statement_refused")]
    [InlineData("SHOW CREATE TABLE logs", Refused, "statement_refused")]
    [InlineData("SHOW DATABASES", Refused, "statement_refused")]
    [InlineData("SHOW GRANTS", Refused, "statement_refused")]
    [InlineData("SHOW PROCESSLIST", Refused, "statement_refused")]
    [InlineData("SHOW TABLES FROM system", Refused, "database_refused")]
    [InlineData("SHOW TABLES WHERE 1 IN (SELECT 1 FROM system.one)", Refused, "clause_refused")]
    [InlineData("SHOW COLUMNS FROM logs FROM system", Refused, "clause_refused")]
    [InlineData("SHOW COLUMNS FROM system.users", Refused, "database_refused")]
    [InlineData("SELECT 1; DROP TABLE logs", Invalid, "multiple_statements")]
    [InlineData("SELECT 1;;SELECT 2", Invalid, "multiple_statements")]
    [InlineData("SELECT 1 SETTINGS readonly = 0", Refused, "clause_refused")]
    [InlineData("SELECT * FROM (SELECT 1 SETTINGS max_threads=1)", Refused, "clause_refused")]
    [InlineData("SELECT 1 SETTINGS `additional_table_filters` = {}", Refused, "clause_refused")]
    [InlineData("SELECT arrayMap(file, ['/etc/passwd'])", Refused, "function_refused")]
    [InlineData("SELECT arrayFilter((`File`), ['/etc/passwd'])", Refused, "function_refused")]
    [InlineData("SELECT * FROM zeros(5)", Refused, "table_function_refused")]
    [InlineData("SELECT * FROM '/etc/passwd'", Refused, "table_refused")]
    [InlineData("SELECT * FROM logs, 'a.csv'", Refused, "table_refused")]
    [InlineData("SELECT * FROM logs JOIN 'a.csv' USING (time)", Refused, "table_refused")]
    [InlineData("SELECT * FROM ('a.csv')", Refused, "table_refused")]
    [InlineData("DESCRIBE TABLE 'a.csv'", Refused, "table_refused")]
    [InlineData("SELECT 1 FORMAT JSON", Refused, "clause_refused")]
    [InlineData("SELECT 1 FORMAT JSON SETTINGS x = 1", Refused, "clause_refused")]
    [InlineData("SELECT 1 INTO OUTFILE '/tmp/x'", Refused, "clause_refused")]
    [InlineData("SELECT 1 PARALLEL WITH SELECT 2", Refused, "clause_refused")]
    [InlineData("SELECT * APPLY file FROM logs", Refused, "clause_refused")]
    [InlineData("SELECT * APPLY(toString) FROM logs", Refused, "clause_refused")]
    [InlineData("SELECT file('/etc/passwd')", Refused, "function_refused")]
    [InlineData("SELECT FiLe /* x */ ('/etc/passwd')", Refused, "function_refused")]
    [InlineData("SELECT `file`('/etc/passwd')", Refused, "function_refused")]
    [InlineData("SELECT \"file\" \n ('/etc/passwd')", Refused, "function_refused")]
    [InlineData("SELECT arrayMap(x -> file(x), ['/etc/passwd'])", Refused, "function_refused")]
    [InlineData("SELECT 1 ORDER BY file('/etc/passwd')", Refused, "function_refused")]
    [InlineData("WITH file('/etc/passwd') AS x SELECT x", Refused, "function_refused")]
    [InlineData("SELECT 1 AS extract, extract(1 FROM file('x'))", Refused, "function_refused")]
    [InlineData("SELECT dictGet('d', 'a', 1)", Refused, "function_refused")]
    [InlineData("SELECT joinGet('almagest.j', 'a', 1)", Refused, "function_refused")]
    [InlineData("SELECT hostName()", Refused, "function_refused")]
    [InlineData("SELECT version()", Refused, "function_refused")]
    [InlineData("SELECT currentUser()", Refused, "function_refused")]
    [InlineData("SELECT CURRENT_USER", Refused, "function_refused")]
    [InlineData("SELECT getMacro('shard')", Refused, "function_refused")]
    [InlineData("SELECT getSetting('log_comment')", Refused, "function_refused")]
    [InlineData("SELECT getServerPort('http_port')", Refused, "function_refused")]
    [InlineData("SELECT getClientHTTPHeader('X-Engine-Secret')", Refused, "function_refused")]
    [InlineData("SELECT sleep(3)", Refused, "function_refused")]
    [InlineData("SELECT sleepEachRow(3) FROM logs", Refused, "function_refused")]
    [InlineData("SELECT addressToLine(1)", Refused, "function_refused")]
    [InlineData("SELECT catboostEvaluate('/x', 1)", Refused, "function_refused")]
    [InlineData("SELECT aiGenerate('x')", Refused, "function_refused")]
    [InlineData("SELECT hasColumnInTable('system', 'users', 'name')", Refused, "function_refused")]
    [InlineData("SELECT filesystemAvailable()", Refused, "function_refused")]
    [InlineData("SELECT my_udf(1)", Invalid, "unknown_function")]
    [InlineData("SELECT @@version", Refused, "variable")]
    [InlineData("SELECT * FROM file('/etc/passwd', 'LineAsString')", Refused, "table_function_refused")]
    [InlineData("SELECT * FROM url('http://127.0.0.1/', 'LineAsString')", Refused, "table_function_refused")]
    [InlineData("SELECT * FROM s3('http://x')", Refused, "table_function_refused")]
    [InlineData("SELECT * FROM remote('127.0.0.1', 'almagest', 'logs')", Refused, "table_function_refused")]
    [InlineData("SELECT * FROM cluster('c', 'almagest', 'logs')", Refused, "table_function_refused")]
    [InlineData("SELECT * FROM executable('id', 'TSV', 'a String')", Refused, "table_function_refused")]
    [InlineData("SELECT * FROM merge('almagest', '.*')", Refused, "table_function_refused")]
    [InlineData("SELECT * FROM logs, merge('almagest', 'logs')", Refused, "table_function_refused")]
    [InlineData("SELECT * FROM logs JOIN mergeTreeIndex('almagest', 'logs') USING x", Refused, "table_function_refused")]
    [InlineData("SELECT * FROM (SELECT 1) AS a, (SELECT 2) AS b, `merge`('almagest', 'logs')", Refused, "table_function_refused")]
    [InlineData("SELECT * FROM view(SELECT * FROM system.one)", Refused, "table_function_refused")]
    [InlineData("SELECT * FROM dictionary('d')", Refused, "table_function_refused")]
    [InlineData("SELECT * FROM input('a String')", Refused, "table_function_refused")]
    [InlineData("SELECT * FROM eval('SELECT 1')", Refused, "table_function_refused")]
    [InlineData("SELECT * FROM sqlite('/x', 't')", Refused, "table_function_refused")]
    [InlineData("DESCRIBE file('/etc/passwd')", Refused, "table_function_refused")]
    [InlineData("SELECT * FROM system.tables", Refused, "database_refused")]
    [InlineData("SELECT * FROM SYSTEM.tables", Refused, "database_refused")]
    [InlineData("SELECT * FROM `system`.`tables`", Refused, "database_refused")]
    [InlineData("SELECT * FROM \"system\" . /**/ tables", Refused, "database_refused")]
    [InlineData("SELECT * FROM INFORMATION_SCHEMA.TABLES", Refused, "database_refused")]
    [InlineData("SELECT 1 IN system.one", Refused, "database_refused")]
    [InlineData("SELECT * FROM (SELECT * FROM (FROM system.one SELECT *))", Refused, "database_refused")]
    [InlineData("SELECT 1 UNION ALL SELECT * FROM system.one", Refused, "database_refused")]
    [InlineData("WITH a AS (SELECT 1) SELECT * FROM a, system.one", Refused, "database_refused")]
    [InlineData("SELECT * FROM other.logs", Refused, "database_refused")]
    [InlineData("DESCRIBE system.one", Refused, "database_refused")]
    [InlineData("EXPLAIN SELECT * FROM system.one", Refused, "database_refused")]
    [InlineData("SELECT * FROM secrets", Invalid, "unknown_table")]
    [InlineData("SELECT * FROM almagest.secrets", Invalid, "unknown_table")]
    [InlineData("SELECT 1 IN almagest.secrets", Invalid, "unknown_table")]
    [InlineData("SELECT * FROM logs, secrets", Invalid, "unknown_table")]
    [InlineData("SELECT * FROM logs JOIN secrets ON 1", Invalid, "unknown_table")]
    [InlineData("SELECT 1 AS fill FROM secrets", Invalid, "unknown_table")]
    [InlineData("SELECT count(SELECT 1 FROM secrets)", Invalid, "unknown_table")]
    [InlineData("SELECT * FROM {t:Identifier}", Refused, "parameter_refused")]
    [InlineData("SELECT {c:Identifier} FROM logs", Refused, "parameter_refused")]
    [InlineData("SELECT ‘a’", Invalid, "curly_quote")]
    [InlineData("SELECT 1 − 1", Invalid, "stray_character")]
    [InlineData("SELECT 'a", Invalid, "unclosed_quote")]
    [InlineData("SELECT $$a", Invalid, "unclosed_quote")]
    [InlineData("SELECT /* /* */ 1", Invalid, "unclosed_comment")]
    [InlineData("SELECT 1 \\G", Invalid, "stray_character")]
    [InlineData("SELECT 1\0", Invalid, "null_character")]
    [InlineData("SELECT 'a\0b'", Invalid, "null_character")]
    [InlineData("SELECT `a\\`b`", Refused, "escaped_name")]
    [InlineData("SELECT * FROM `a\nTableIdentifier b`", Refused, "escaped_name")]
    [InlineData("SELECT 1)", Invalid, "syntax_error")]
    [InlineData("", Invalid, "empty_query")]
    [InlineData(" -- nothing\n;", Invalid, "empty_query")]
    [InlineData("EXPLAIN", Invalid, "syntax_error")]
    public void Query_is_refused(string query, SqlProblemKind kind, string code)
    {
        var problem = Should.Throw<SqlProblemException>(() => SqlGuard.Check(query, Catalog)).Problem;
        problem.Code.ShouldBe(code, problem.Message);
        problem.Kind.ShouldBe(kind);
        problem.Line.ShouldNotBeNull();
    }

    [Fact]
    public void Lone_surrogate_is_refused() =>
        Should.Throw<SqlProblemException>(() => SqlGuard.Check("SELECT '\uD800'", Catalog)).Problem.Code.ShouldBe("broken_unicode");

    [Fact]
    public void Problem_names_line_and_column()
    {
        var problem = Should.Throw<SqlProblemException>(() => SqlGuard.Check("SELECT 'ü',\n  1\nFROM lgos", Catalog)).Problem;
        (problem.Line, problem.Column).ShouldBe((3, 6));
        problem.Message.ShouldContain("did you mean \"logs\"?");
    }

    [Fact]
    public void Long_query_is_refused() =>
        Should.Throw<SqlProblemException>(() => SqlGuard.Check("SELECT '" + new string('a', SqlGuard.MaxLength) + "'", Catalog))
            .Problem.Code.ShouldBe("query_too_long");

    [Theory]
    [InlineData("SELECT {0}(1)", "If")]
    [InlineData("SELECT {0}1", "(")]
    [InlineData("SELECT 1 {0}", "/*")]
    [InlineData("SELECT {0}", "a.")]
    [InlineData("SELECT 1 FROM {0}", "x")]
    [InlineData("SELECT {0}", "$a")]
    [InlineData("SELECT {0}", "{{")]
    [InlineData("WITH {0} SELECT 1", "x AS (SELECT 1), ")]
    public void Monstrous_text_ends_in_an_answer(string query, string part)
    {
        var text = string.Format(System.Globalization.CultureInfo.InvariantCulture, query, string.Concat(Enumerable.Repeat(part, 190_000 / part.Length)));
        try
        {
            SqlGuard.Check(text, Catalog);
        }
        catch (SqlProblemException refused)
        {
            refused.Problem.Message.Length.ShouldBeLessThan(500);
        }
    }

    [Fact]
    public void Every_refused_function_is_refused_in_any_case_and_with_any_combinator()
    {
        foreach (var name in new[] { "FILE", "File", "fileIf", "HOSTNAME", "hostname", "dictGetOrDefault", "aggThrowState" })
            Should.Throw<SqlProblemException>(() => SqlGuard.Check($"SELECT {name}(1)", Catalog));
    }
}

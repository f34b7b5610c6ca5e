using System.Text.RegularExpressions;
using Almagest.ClickHouse.Http;
using Almagest.ClickHouse.Migrations;
using Almagest.Model;
using Almagest.Query.LogQL.Engine;
using Almagest.Query.LogSearch;
using Almagest.Query.PromQL.Sources;
using Almagest.Query.PromQL.Syntax;
using Almagest.Scenarios.Fixtures;
using Almagest.Telemetry.Logs;
using Almagest.Telemetry.Logs.Search;
using Almagest.Telemetry.Schema;
using Almagest.Telemetry.Traces;

namespace Almagest.Scenarios.Logs.Speed;

/// <summary>What the indexes find is what reading every line finds, whether a part has its indexes already or not.</summary>
[Collection(EngineCollection.Name)]
public sealed class IndexedSearchTests(EngineFixture engine) : IAsyncLifetime, IDisposable
{
    const string Id = "0af7651916cd43dd8448eb211c80319c";

    static readonly long Start = TimeProvider.System.GetUtcNow().AddHours(-2).ToUnixTimeSeconds() * 1_000_000_000;

    static readonly string[] Lines =
    [
        "disk full on sda", "Disk-full: node7", "diskfull", "connection refused by 10.0.0.1:5432", "Connection RefusedError", "no connection", "deadbeefdeadbeef", "x deadbeef y",
        "feedback", "1234567efeedback", "12345678error", "error", "errors", "1234567error 5", "ERROR 5", "java.lang.OutOfMemoryError: Java heap space", "outofmemory2 again",
        $"trace={Id}", $"trace={Id}ff", $"ff{Id} x", $"{{\"trace_id\":\"{Id}\",\"n\":5}}", $"sha256:{Id}{Id}", Id.ToUpperInvariant(), $"\"{Id[..16]}\"", $"a{Id[..16]}",
        "größe5 groß", "größe", "grö\u00dfe5x", "took 30 s", "took 300 s", "timeout5s", "timeout 5s", "5timeout", "a_b-c d=e", "blk_-1608999687919862906 ok", "blk_1608999687919862906", "%_\\ literal", "",
        "550e8400-e29b-41d4-a716-446655440000", "550e8400-e29b-41d4-a716-446655440001 e29b", "cafe", "cafes", "facade01 decade", "tab\there", "Kelvin \u212a", "k s desk",
    ];

    static readonly string[] Needles =
    [
        "disk full", "isk", "Disk", "full", "connection refused", "onnection Refus", "refused", "deadbeef", "feedback", "error", "rror", "ERROR", "OutOfMemory", "outofmemory2", "memory",
        Id, Id[..16], $"\"{Id[..16]}\"", $"\"{Id}\"", $"{Id}{Id}", Id[4..20], $"={Id}", "größe", "größe5", "e5", "took 30", "took 30 ", " 30 s", "timeout", "timeout5", "imeout5s", "5timeout", "b-c", "blk_-16",
        "blk_-1608999687919862906", "1608999687919862906", "%_\\", "550e8400-e29b-41d4-a716-446655440000", "e29b-41d4", "cafe", "facade01", "decade", "here", "nothing of this",
    ];

    static readonly string[] Patterns =
    [
        "disk.full", "[Dd]isk", "took \\d+ s", "(?i)error", "(?i)desk", "(?i)K", "error|feedback", "conn?ection refused by \\d+\\.\\d+", "^timeout", "timeouts?5", "blk_-?\\d+", "java\\.lang\\.\\w+Error",
        "[0-9a-f]{32}", "trace=[0-9a-f]{32}$", "(full|refused)", "größe\\d", "x{0}disk", "\\bcafe\\b", "a+_b",
    ];

    static readonly string[] Searches =
        ["disk", "full", "error", "5", "30", "5s", "timeout", Id, Id[..16], "deadbeef", "größe", "größe5", "\"disk full\"", "\"took 30\"", "\"b c\"", "conn*", "*memory*", "*5s", "/took \\d+/", "cafe", "e29b", "k", "timeout5s",
        $"trace_id:{Id}", "n:5", "n:>4", "app:x AND n:5", "app:x AND cafe", "NOT app:y AND cafes", "n:* AND app:*"];

    readonly ClickHouseClient _client = new(engine.Endpoint, TimeProvider.System);
    readonly string _indexed = "i" + Guid.NewGuid().ToString("n");
    readonly string _fresh = "f" + Guid.NewGuid().ToString("n");

    public async Task InitializeAsync()
    {
        await VaultMigrations.CreateRunner(_client, engine.Endpoint, TimeProvider.System).RunAsync(MigrationMode.Migrate, dryRun: false, CancellationToken.None);
        // Merged parts have the indexes, those as inserted have none.
        await InsertAsync(_indexed);
        await InsertAsync(_indexed);
        await _client.ExecuteAsync(new Statement("OPTIMIZE TABLE logs FINAL"), CancellationToken.None);
        await InsertAsync(_fresh);
        await InsertAsync(_fresh);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Line_filters_find_what_reading_all_lines_finds()
    {
        foreach (var needle in Needles)
            await ExpectAsync($"|= {GoText.Quote(needle)}", line => line.Contains(needle, StringComparison.Ordinal));
        foreach (var pattern in Patterns)
            await ExpectAsync($"|~ {GoText.Quote(pattern)}", line => Matches(line, pattern));
        await ExpectAsync("!= \"error\"", static line => !line.Contains("error", StringComparison.Ordinal));
        await ExpectAsync("!~ \"error|disk\"", static line => !Regex.IsMatch(line, "error|disk"));
        await ExpectAsync("|= \"disk\" or \"took 30 \"", static line => line.Contains("disk", StringComparison.Ordinal) || line.Contains("took 30 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Searches_find_the_same_with_and_without_indexes()
    {
        foreach (var search in Searches)
        {
            var (with, without) = (await SearchAsync(_indexed, search), await SearchAsync(_fresh, search));
            with.ShouldBe(without, customMessage: search);
            with.ShouldNotBeEmpty(search);
        }

        (await SearchAsync(_indexed, "timeout")).ShouldBe(["timeout 5s"]);
        (await SearchAsync(_indexed, Id)).Length.ShouldBe(3);
        (await SearchAsync(_indexed, "größe")).ShouldBe(["größe"]);
    }

    [Fact]
    public async Task Counts_are_the_same_before_and_after_merges()
    {
        var before = new Dictionary<string, long>();
        foreach (var search in Searches)
        {
            before[search] = await CountAsync(_fresh, search);
            before[search].ShouldBeGreaterThan(0, search);
        }

        await _client.ExecuteAsync(new Statement("OPTIMIZE TABLE logs FINAL"), CancellationToken.None);
        foreach (var search in Searches)
            (await CountAsync(_fresh, search)).ShouldBe(before[search], search);
        before["timeout"].ShouldBe(300);
        before["error"].ShouldBe(600);
    }

    [Fact]
    public async Task Words_are_looked_up_in_the_index_that_has_them()
    {
        foreach (var (word, index) in new[] { ("u95028", "numbers_0"), (Id, "numbers_3"), ("30", "short_numbers"), ("disk", "words") })
        {
            var parameters = new SqlParameters();
            var condition = new BodyIndex(parameters, LogParts.Merged).OfWords([word]).Single();
            var statement = parameters.AddTo(new Statement($"EXPLAIN indexes = 1 SELECT count() FROM logs WHERE tenant = {{tenant:String}} AND {condition}")).With("tenant", _indexed);
            var plan = new List<string>();
            await foreach (var block in _client.ReadAsync(statement, CancellationToken.None))
                for (var row = 0; row < block.Rows; row++)
                    plan.Add(block.Strings("explain").GetString(row).Trim());
            plan.ShouldContain($"Name: {index}");
        }
    }

    [Theory]
    [InlineData(LogDirection.Backward)]
    [InlineData(LogDirection.Forward)]
    public async Task Pages_of_a_large_piece_of_time_hold_each_line_once(LogDirection direction)
    {
        // Lines of two parts of one tenant have the same times, so that pages of 101 lines would end between equal ones.
        var selection = new LogSelection([new LabelMatcher(MatchKind.Equal, "app", "x")], [], Start, Start + 3_600_000_000_000, direction, null);
        async Task<List<(long, string)>> ReadAsync(long held)
        {
            var source = new LogSource(_client, new LogStreamCatalog(_client), new TenantId(_fresh), TimeSpan.FromMinutes(1)) { MostHeld = held };
            return await source.ReadAsync(selection, new LogStatistics(), CancellationToken.None).Select(static l => (l.TimeNano, l.Text)).ToListAsync();
        }

        var (paged, whole) = (await ReadAsync(101), await ReadAsync(1_000_000));
        paged.Count.ShouldBe(300 * Lines.Length);
        paged.Order().ShouldBe(whole.Order());
        paged.Select(static l => l.Item1).ShouldBe(whole.Select(static l => l.Item1));
    }

    [Fact]
    public async Task A_stream_nobody_asked_for_takes_the_place_of_no_line()
    {
        // As if it came after the streams had been found: the catalogue has only those of before.
        var tenant = "r" + Guid.NewGuid().ToString("n");
        await InsertAsync(tenant);
        var (catalog, id) = (new LogStreamCatalog(_client), new TenantId(tenant));
        var selection = new LogSelection([new LabelMatcher(MatchKind.Equal, "app", "x")], [], Start, Start + 3_600_000_000_000, LogDirection.Backward, 100);
        var where = new LogWhere(selection, await catalog.FindAsync(id, selection.Matchers, selection.FromNano, selection.ToNano, CancellationToken.None), []);
        var hours = await catalog.CountAsync(id, where, CancellationToken.None);
        hours.Others.ShouldBe(0);
        await _client.ExecuteAsync(new Statement("""
            INSERT INTO logs (tenant, service, time, level, body, resource, resource_id, source, retention_days)
            SELECT {tenant:String}, 'app', fromUnixTimestamp64Nano({start:Int64} + 30000000000 + number, 'UTC'), 'info', 'other', map('app', 'y'), 8, 'loki', 30 FROM numbers(60)
            """).With("tenant", tenant).With("start", Start), CancellationToken.None);
        (await catalog.CountAsync(id, where, CancellationToken.None)).Others.ShouldBe(60);
        var reader = new LogLineReader(_client, catalog, id, where, default, new LogStatistics()) { TimeLimit = TimeSpan.FromMinutes(1), MostHeld = 1_000 };
        var lines = await reader.ReadAsync(hours, CancellationToken.None).ToListAsync();
        lines.Count.ShouldBe(100);
        lines.ShouldAllBe(static l => l.Text != "other");
        lines.Select(static l => l.TimeNano).ShouldBeInOrder(SortDirection.Descending);
    }

    async Task InsertAsync(string tenant) => await _client.ExecuteAsync(new Statement("""
        INSERT INTO logs (tenant, service, time, level, body, resource, resource_id, source, retention_days)
        SELECT {tenant:String}, 'app', fromUnixTimestamp64Nano({start:Int64} + number * 1000000, 'UTC'), 'info', ({lines:Array(String)})[number % {count:UInt64} + 1], map('app', 'x'), 7, 'loki', 30
        FROM numbers({count:UInt64} * 150)
        """).With("tenant", tenant).With("start", Start).With("lines", Lines).With("count", (ulong)Lines.Length).Setting("materialize_skip_indexes_on_insert", "0"), CancellationToken.None);

    async Task ExpectAsync(string filter, Func<string, bool> holds)
    {
        var expected = Lines.Where(holds).Distinct().Order(StringComparer.Ordinal).ToList();
        foreach (var tenant in new[] { _indexed, _fresh })
        {
            var source = new LogSource(_client, new LogStreamCatalog(_client), new TenantId(tenant), TimeSpan.FromMinutes(1));
            var request = new LogQlRequest($"{{app=\"x\"}} {filter}", Start - 1, Start + 3_600_000_000_000, 1) { Limit = 20_000 };
            var result = (StreamsResult)await new LogQlEngine(source, new LogQlLimits { MaxEntries = 20_000 }).RunAsync(request, CancellationToken.None);
            var lines = result.Streams.SelectMany(static s => s.Entries).Select(static e => e.Text).ToList();
            lines.Distinct().Order(StringComparer.Ordinal).ToList().ShouldBe(expected, customMessage: $"{filter} of {(tenant == _indexed ? "indexed" : "fresh")} parts");
            lines.Count.ShouldBe(300 * Lines.Count(holds), filter);
        }
    }

    async Task<string[]> SearchAsync(string tenant, string query)
    {
        var question = new LogQuestion(new TenantId(tenant), SearchParser.Parse(query, SearchOperator.Or), Start - 1, Start + 3_600_000_000_000);
        var lines = await new LogSearch(_client, new LogStreamCatalog(_client), TimeProvider.System).FindAsync(question, LogDirection.Backward, 5_000, null, CancellationToken.None);
        return [.. lines.Select(static l => l.Body).Distinct().Order(StringComparer.Ordinal)];
    }

    async Task<long> CountAsync(string tenant, string query)
    {
        var question = new LogQuestion(new TenantId(tenant), SearchParser.Parse(query, SearchOperator.Or), Start - 1, Start + 3_600_000_000_000);
        var bars = await new LogSearch(_client, new LogStreamCatalog(_client), TimeProvider.System).CountAsync(question, 60_000_000_000, CancellationToken.None);
        return bars.Sum(static bar => bar.Lines);
    }

    // RE2 takes the Kelvin sign for a k, .NET does not.
    static bool Matches(string line, string pattern) => pattern == "(?i)K" ? line.AsSpan().ContainsAny("kK\u212a") : Regex.IsMatch(line, pattern, RegexOptions.CultureInvariant);
}

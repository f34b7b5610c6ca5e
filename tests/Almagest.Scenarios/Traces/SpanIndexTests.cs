using Almagest.ClickHouse.Http;
using Almagest.ClickHouse.Migrations;
using Almagest.Model;
using Almagest.Query.TraceQL;
using Almagest.Scenarios.Fixtures;
using Almagest.Telemetry.Schema;
using Almagest.Telemetry.Traces;

namespace Almagest.Scenarios.Traces;

/// <summary>The indexes of spans are used, and spare no span that is looked for; a trace is read with all it has.</summary>
[Collection(EngineCollection.Name)]
public sealed class SpanIndexTests(EngineFixture engine) : IAsyncLifetime, IDisposable
{
    const long Quarter = 900_000_000_000;

    // Begins of buckets, and their neighbours on both sides.
    static readonly long[] Durations = [.. Enumerable.Range(0, 15).SelectMany(static n => new[] { Pow(n) - 1, Pow(n), Pow(n) + 1, 2 * Pow(n) }).Where(static d => d >= 0)];

    static readonly long Start = TimeProvider.System.GetUtcNow().AddHours(-3).ToUnixTimeSeconds() / 900 * Quarter;

    readonly ClickHouseClient _client = new(engine.Endpoint, TimeProvider.System);
    readonly TenantId _tenant = new("s" + Guid.NewGuid().ToString("n"));
    readonly TenantId _fresh = new("f" + Guid.NewGuid().ToString("n"));

    public async Task InitializeAsync()
    {
        await VaultMigrations.CreateRunner(_client, engine.Endpoint, TimeProvider.System).RunAsync(MigrationMode.Migrate, dryRun: false, CancellationToken.None);
        await InsertAsync(_tenant);
        await _client.ExecuteAsync(new Statement("OPTIMIZE TABLE spans FINAL"), CancellationToken.None);
        await InsertAsync(_fresh);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Slow_spans_of_a_service_are_found_through_their_index()
    {
        foreach (var least in Durations)
            foreach (var (operation, holds) in new[] { (">=", (Func<long, bool>)(d => d >= least)), (">", d => d > least), ("=", d => d == least) })
            {
                var expected = Durations.Where(holds).Distinct().Count();
                var query = $"{{ resource.service.name = \"b\" && duration {operation} {least}ns && name = \"op\" }}";
                (await FindAsync(_tenant, query)).ShouldBe(expected, query);
            }

        const string Slow = "{ duration > 90s && resource.service.name = \"b\" }";
        (await FindAsync(_fresh, Slow)).ShouldBe(await FindAsync(_tenant, Slow));
        (await PlanAsync(Slow)).ShouldContain("Name: service_durations");
        (await PlanAsync("{ span.n = 5 && resource.service.name = \"b\" }")).ShouldContain("Name: attribute_pairs");
    }

    [Fact]
    public async Task A_trace_is_read_with_what_came_later_and_in_other_quarter_hours()
    {
        var id = Guid.NewGuid().ToString("n");
        await AddAsync(id, "a", Start, [], []);
        var reader = new TraceReader(_client, new ResourceCatalog(_client, TimeProvider.System));
        var plain = (await reader.ReadAsync(_tenant, id, CancellationToken.None)).ShouldHaveSingleItem();
        (plain.Events.Count, plain.Links.Count).ShouldBe((0, 0));

        await AddAsync(id, "b", Start + (2 * Quarter), ["exception"], []);
        await AddAsync(id, "c", Start - 86_400_000_000_000, [], ["0af7651916cd43dd8448eb211c80319c"]);
        var spans = await reader.ReadAsync(_tenant, id, CancellationToken.None);
        spans.Select(static s => s.Name).ShouldBe(["c", "a", "b"]);
        spans.Select(static s => s.Events.Count).ShouldBe([0, 0, 1]);
        spans.Select(static s => s.Links.Count).ShouldBe([1, 0, 0]);
        (await reader.ReadAsync(_tenant, Guid.NewGuid().ToString("n"), CancellationToken.None)).ShouldBeEmpty();
    }

    async Task<int> FindAsync(TenantId tenant, string query)
    {
        var resources = new ResourceCatalog(_client, TimeProvider.System);
        var search = new TraceSearch(_client, resources, new TraceReader(_client, resources));
        var found = await search.FindAsync(tenant, TraceQlParser.Parse(query), new SearchRange(Start - Quarter, Start + (4 * Quarter), 1000), SpanParts.None, CancellationToken.None);
        return found.Count;
    }

    async Task<List<string>> PlanAsync(string query)
    {
        var parameters = new SqlParameters();
        var candidates = TraceCandidates.Of(TraceQlParser.Parse(query), new SpanConditions(parameters, await new ResourceCatalog(_client, TimeProvider.System).GetAsync(_tenant, CancellationToken.None)));
        var statement = parameters.AddTo(new Statement($"EXPLAIN indexes = 1 SELECT count() FROM spans WHERE tenant = {{tenant:String}} AND {candidates.AnySpan}")).With("tenant", _tenant.Value);
        var plan = new List<string>();
        await foreach (var block in _client.ReadAsync(statement, CancellationToken.None))
            for (var row = 0; row < block.Rows; row++)
                plan.Add(block.Strings("explain").GetString(row).Trim());
        return plan;
    }

    // A trace to each duration, of each of two services.
    Task InsertAsync(TenantId tenant) => _client.ExecuteAsync(new Statement("""
        INSERT INTO spans (tenant, service, time, duration_nano, trace_id, span_id, name, attributes, attribute_types, resource_id, retention_days)
        SELECT {tenant:String}, s, fromUnixTimestamp64Nano({start:Int64} + toInt64(d % 1000000000), 'UTC'), d, lower(hex(sipHash128(s, d))), lower(hex(sipHash64(s, d))), 'op', map('n', toString(d)), 'i', 7, 30
        FROM (SELECT arrayJoin(['a', 'b']) AS s, arrayJoin(arrayDistinct({durations:Array(UInt64)})) AS d)
        """).With("tenant", tenant.Value).With("start", Start).With("durations", Durations).Setting("materialize_skip_indexes_on_insert", "0"), CancellationToken.None);

    Task AddAsync(string id, string name, long start, string[] events, string[] links) => _client.ExecuteAsync(new Statement("""
        INSERT INTO spans (tenant, service, time, duration_nano, trace_id, span_id, name, kind, resource_id, retention_days,
            events.time, events.name, events.attributes, events.attribute_types, events.dropped_attributes,
            links.trace_id, links.span_id, links.trace_state, links.flags, links.attributes, links.attribute_types, links.dropped_attributes)
        WITH {events:Array(String)} AS e, {links:Array(String)} AS l
        SELECT {tenant:String}, 'a', fromUnixTimestamp64Nano({start:Int64}, 'UTC'), 5, {id:String}, lower(hex(sipHash64({name:String}))), {name:String}, 'server', 7, 30,
            arrayMap(x -> now64(9, 'UTC'), e), e, arrayMap(x -> map(), e), arrayMap(x -> '', e), arrayMap(x -> 0, e),
            l, arrayMap(x -> '', l), arrayMap(x -> '', l), arrayMap(x -> 0, l), arrayMap(x -> map(), l), arrayMap(x -> '', l), arrayMap(x -> 0, l)
        """).With("tenant", _tenant.Value).With("start", start).With("id", id).With("name", name).With("events", events).With("links", links), CancellationToken.None);

    static long Pow(int exponent) => (long)Math.Pow(10, exponent);
}

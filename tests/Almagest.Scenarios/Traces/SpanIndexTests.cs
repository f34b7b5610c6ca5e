using Almagest.ClickHouse.Http;
using Almagest.ClickHouse.Migrations;
using Almagest.Model;
using Almagest.Query.TraceQL;
using Almagest.Scenarios.Fixtures;
using Almagest.Telemetry.Schema;
using Almagest.Telemetry.Traces;

namespace Almagest.Scenarios.Traces;

/// <summary>The index of attributes is used, and a trace is read with all it has.</summary>
[Collection(EngineCollection.Name)]
public sealed class SpanIndexTests(EngineFixture engine) : IAsyncLifetime, IDisposable
{
    const long Quarter = 900_000_000_000;

    static readonly long Start = TimeProvider.System.GetUtcNow().AddHours(-3).ToUnixTimeSeconds() / 900 * Quarter;

    readonly ClickHouseClient _client = new(engine.Endpoint, TimeProvider.System);
    readonly TenantId _tenant = new("s" + Guid.NewGuid().ToString("n"));

    public async Task InitializeAsync()
    {
        await VaultMigrations.CreateRunner(_client, engine.Endpoint, TimeProvider.System).RunAsync(MigrationMode.Migrate, dryRun: false, CancellationToken.None);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Attributes_are_looked_up_in_their_index()
    {
        await AddAsync(Guid.NewGuid().ToString("n"), "n", Start, [], []);
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

    async Task AddAsync(string id, string name, long start, string[] events, string[] links) => await _client.ExecuteAsync(new Statement("""
        INSERT INTO spans (tenant, service, time, duration_nano, trace_id, span_id, name, kind, resource_id, retention_days,
            events.time, events.name, events.attributes, events.attribute_types, events.dropped_attributes,
            links.trace_id, links.span_id, links.trace_state, links.flags, links.attributes, links.attribute_types, links.dropped_attributes)
        WITH {events:Array(String)} AS e, {links:Array(String)} AS l
        SELECT {tenant:String}, 'a', fromUnixTimestamp64Nano({start:Int64}, 'UTC'), 5, {id:String}, lower(hex(sipHash64({name:String}))), {name:String}, 'server', 7, 30,
            arrayMap(x -> now64(9, 'UTC'), e), e, arrayMap(x -> map(), e), arrayMap(x -> '', e), arrayMap(x -> 0, e),
            l, arrayMap(x -> '', l), arrayMap(x -> '', l), arrayMap(x -> 0, l), arrayMap(x -> map(), l), arrayMap(x -> '', l), arrayMap(x -> 0, l)
        """).With("tenant", _tenant.Value).With("start", start).With("id", id).With("name", name).With("events", events).With("links", links), CancellationToken.None);
}

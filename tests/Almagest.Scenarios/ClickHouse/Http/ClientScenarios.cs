using System.Collections.Concurrent;
using Almagest.ClickHouse.Http;

namespace Almagest.Scenarios.ClickHouse.Http;

[Collection(RealStoreCollection.Name)]
public sealed class ClientScenarios(RealStore store)
{
    static readonly CancellationToken None = CancellationToken.None;

    // Would run for hours.
    const string Endless = "SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) = 1";

    [Theory]
    [InlineData("Native")]
    [InlineData("CSV")]
    [InlineData("JSONEachRow")]
    [InlineData("ArrowStream")]
    public async Task Failure_inside_the_body_throws_and_no_error_text_is_delivered(string format)
    {
        var late = new Statement("SELECT throwIf(number = 900000, 'boom') AS x, repeat('abcdefgh', 8) AS s FROM numbers(1000000)") { ReadOnly = true }.Setting("max_block_size", 5000);
        await using var result = await store.Client.OpenAsync(late, format, None);
        using var received = new MemoryStream();
        var failed = await Should.ThrowAsync<ClickHouseException>(() => result.Body.CopyToAsync(received));
        failed.Code.ShouldBe(395);
        failed.Message.ShouldContain("boom");
        failed.Message.ShouldNotContain("version");
        failed.QueryId.ShouldBe(result.QueryId);
        received.Length.ShouldBeGreaterThan(0);
        received.ToArray().AsSpan().IndexOf("__exception__"u8).ShouldBe(-1);
    }

    [Fact]
    public async Task Syntax_error_has_a_position()
    {
        var failed = await Should.ThrowAsync<ClickHouseException>(() => store.Client.ExecuteAsync(new Statement("select\n1 +* 2"), None));
        failed.Error.ShouldBe(ClickHouseError.Syntax);
        failed.Name.ShouldBe("SYNTAX_ERROR");
        failed.Position.ShouldBe(new QueryPosition(12, 2, 6));
    }

    [Theory]
    [InlineData("SELECT nope", ClickHouseError.UnknownIdentifier)]
    [InlineData("SELECT * FROM nope", ClickHouseError.UnknownTable)]
    [InlineData("SELECT nope(1)", ClickHouseError.UnknownFunction)]
    [InlineData("SELECT 'abc", ClickHouseError.Syntax)]
    [InlineData("SELECT {x:String}", ClickHouseError.MissingParameter)]
    [InlineData("SELECT number FROM numbers(10) SETTINGS max_result_rows = 5", ClickHouseError.TooManyResultRows)]
    [InlineData("SELECT groupArray(number) FROM numbers(100000000) SETTINGS max_memory_usage = 10000000", ClickHouseError.MemoryLimit)]
    public async Task Frequent_failures_have_names(string sql, ClickHouseError expected)
    {
        var failed = await Should.ThrowAsync<ClickHouseException>(() => store.Client.ScalarAsync<string>(new Statement(sql), None));
        failed.Error.ShouldBe(expected);
        failed.IsTransient.ShouldBeFalse();
    }

    [Fact]
    public async Task Read_only_statement_cannot_write()
    {
        var failed = await Should.ThrowAsync<ClickHouseException>(
            () => store.Client.ExecuteAsync(new Statement("CREATE TABLE x (a UInt8) ENGINE = Memory") { ReadOnly = true }, None));
        failed.Error.ShouldBe(ClickHouseError.ReadOnly);
    }

    [Fact]
    public async Task Timeout_ends_the_query()
    {
        var failed = await Should.ThrowAsync<ClickHouseException>(
            () => store.Client.ExecuteAsync(new Statement(Endless) { Timeout = TimeSpan.FromSeconds(0.3) }, None));
        failed.Error.ShouldBe(ClickHouseError.Timeout);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cancelled_query_is_gone_from_the_server(bool readOnly)
    {
        var id = Guid.NewGuid().ToString();
        using var cancel = new CancellationTokenSource();
        var running = store.Client.ExecuteAsync(new Statement(Endless) { QueryId = id, ReadOnly = readOnly }, cancel.Token);
        await WaitAsync(() => IsRunningAsync(id), expected: true);
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
        await WaitAsync(() => IsRunningAsync(id), expected: false);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Result_disposed_early_is_gone_from_the_server(bool readOnly)
    {
        var id = Guid.NewGuid().ToString();
        await using (var result = await store.Client.OpenAsync(new Statement("SELECT number FROM numbers(100000000000)") { QueryId = id, ReadOnly = readOnly }, "CSV", None))
            await result.Body.ReadExactlyAsync(new byte[1000]);
        await WaitAsync(() => IsRunningAsync(id), expected: false);
    }

    [Fact]
    public async Task Enumeration_left_early_is_gone_from_the_server()
    {
        var id = Guid.NewGuid().ToString();
        await foreach (var block in store.Client.ReadAsync(new Statement("SELECT number FROM numbers(100000000000)") { QueryId = id, ReadOnly = true }, None))
            if (block.Rows > 0)
                break;
        await WaitAsync(() => IsRunningAsync(id), expected: false);
    }

    [Fact]
    public async Task Kill_says_whether_there_was_a_query()
    {
        (await store.Client.KillAsync("nobody", None)).ShouldBeFalse();
        var id = Guid.NewGuid().ToString();
        var running = store.Client.ExecuteAsync(new Statement(Endless) { QueryId = id }, None);
        await WaitAsync(() => store.Client.KillAsync(id, None), expected: true);
        (await Should.ThrowAsync<ClickHouseException>(running)).Error.ShouldBe(ClickHouseError.Cancelled);
    }

    [Fact]
    public async Task Progress_is_reported_and_the_caller_is_named()
    {
        var seen = new ConcurrentQueue<QueryProgress>();
        using var cancel = new CancellationTokenSource();
        var id = Guid.NewGuid().ToString();
        var running = store.Client.ExecuteAsync(
            new Statement(Endless) { QueryId = id, ReadOnly = true, Caller = "scenario", Progress = new Collected(seen) }, cancel.Token);
        await WaitAsync(() => Task.FromResult(seen.Any(p => p.ReadRows > 0 && p.TotalRows > 0)), expected: true);
        (await store.Client.ScalarAsync<string>(
            new Statement("SELECT Settings['log_comment'] FROM system.processes WHERE query_id = {id:String}").With("id", id), None)).ShouldBe("scenario");
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
    }

    [Fact]
    public async Task Statistics_of_a_finished_statement_are_complete()
    {
        var statistics = await store.Client.ExecuteAsync(new Statement("SELECT number FROM numbers(1000000)"), None);
        statistics.ReadRows.ShouldBe(1_000_000);
        statistics.ResultRows.ShouldBe(1_000_000);
        statistics.QueryId.ShouldNotBeEmpty();
        await using var small = await store.Client.OpenAsync(new Statement("SELECT number FROM numbers(100)"), "CSV", None);
        small.Statistics.ResultRows.ShouldBe(100);
        small.ContentType.ShouldStartWith("text/csv");
    }

    [Fact]
    public async Task Refused_connection_is_an_unavailable_store()
    {
        using var nobody = new ClickHouseClient(new FixedStoreEndpoint(store.Address with { Url = new Uri("http://127.0.0.1:1") }), TimeProvider.System);
        await Should.ThrowAsync<StoreUnavailableException>(() => nobody.ExecuteAsync(new Statement("SELECT 1"), None));
        var lost = new StoreAddress(store.Address.Url, store.Address.Writer with { Password = "wrong" }, store.Address.Reader) { Secret = store.Address.Secret };
        using var stranger = new ClickHouseClient(new FixedStoreEndpoint(lost), TimeProvider.System);
        (await Should.ThrowAsync<ClickHouseException>(() => stranger.ExecuteAsync(new Statement("SELECT 1"), None))).Error.ShouldBe(ClickHouseError.AuthenticationFailed);
    }

    async Task<bool> IsRunningAsync(string id) =>
        await store.Client.ScalarAsync<long>(new Statement("SELECT count() FROM system.processes WHERE query_id = {id:String}").With("id", id), None) > 0;

    static async Task WaitAsync(Func<Task<bool>> condition, bool expected)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (await condition() != expected)
            await Task.Delay(20, limit.Token);
    }

    sealed class Collected(ConcurrentQueue<QueryProgress> seen) : IProgress<QueryProgress>
    {
        public void Report(QueryProgress value) => seen.Enqueue(value);
    }
}

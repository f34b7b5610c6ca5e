using Almagest.ClickHouse.Http;

namespace Almagest.Scenarios.ClickHouse.Http;

[Collection(RealStoreCollection.Name)]
public sealed class InsertScenarios(RealStore store)
{
    static readonly CancellationToken None = CancellationToken.None;

    // One column "a" of UInt64 with the rows 1, 2, 3.
    static readonly byte[] Rows =
        [1, 3, 1, (byte)'a', 6, .. "UInt64"u8, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0];

    [Fact]
    public async Task Rows_are_stored_and_counted()
    {
        var table = await store.NewTableAsync("a UInt64, b String");
        (await store.Client.InsertAsync(new InsertStatement(table, ["a"]), InsertBody.Of(Rows), None)).WrittenRows.ShouldBe(3);
        await store.Client.InsertAsync(new InsertStatement(table, ["a"]), InsertBody.Of([Rows.AsMemory(0, 1), Rows.AsMemory(1)]), None);
        await store.Client.InsertAsync(new InsertStatement(table, ["a"]), InsertBody.Of((stream, ct) => stream.WriteAsync(Rows, ct)), None);
        (await CountAsync(table)).ShouldBe(9);
    }

    [Fact]
    public async Task Insert_whose_answer_was_lost_is_repeated_and_stored_once()
    {
        var table = await store.NewTableAsync("a UInt64");
        await using var proxy = new CuttingProxy(store.Address.Url, cuts: 2);
        using var client = new ClickHouseClient(new FixedStoreEndpoint(store.Address with { Url = proxy.Start() }), TimeProvider.System);
        await client.InsertAsync(new InsertStatement(table, ["a"]) { DeduplicationToken = Guid.NewGuid().ToString() }, InsertBody.Of(Rows), None);
        proxy.Connections.ShouldBe(3);
        (await CountAsync(table)).ShouldBe(3);
    }

    [Fact]
    public async Task Insert_without_token_is_tried_once()
    {
        var table = await store.NewTableAsync("a UInt64");
        await using var proxy = new CuttingProxy(store.Address.Url, cuts: 1);
        using var client = new ClickHouseClient(new FixedStoreEndpoint(store.Address with { Url = proxy.Start() }), TimeProvider.System);
        await Should.ThrowAsync<StoreUnavailableException>(() => client.InsertAsync(new InsertStatement(table, ["a"]), InsertBody.Of(Rows), None));
        proxy.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task Read_is_repeated_once_when_nothing_was_received()
    {
        await using var proxy = new CuttingProxy(store.Address.Url, cuts: 1);
        using var client = new ClickHouseClient(new FixedStoreEndpoint(store.Address with { Url = proxy.Start() }), TimeProvider.System);
        (await client.ScalarAsync<long>(new Statement("SELECT 7") { ReadOnly = true }, None)).ShouldBe(7);
        proxy.Connections.ShouldBe(2);
    }

    [Fact]
    public async Task Insert_with_token_tries_until_cancelled()
    {
        using var nobody = new ClickHouseClient(new FixedStoreEndpoint(store.Address with { Url = new Uri("http://127.0.0.1:1") }), TimeProvider.System);
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Should.ThrowAsync<OperationCanceledException>(
            () => nobody.InsertAsync(new InsertStatement("t", ["a"]) { DeduplicationToken = "x" }, InsertBody.Of(Rows), limit.Token));
    }

    [Fact]
    public async Task Refused_insert_says_why_also_with_a_large_body()
    {
        var failed = await Should.ThrowAsync<ClickHouseException>(
            () => store.Client.InsertAsync(new InsertStatement("no`such", ["a"]) { DeduplicationToken = "x" }, InsertBody.Of(new byte[20_000_000]), None));
        failed.Error.ShouldBe(ClickHouseError.UnknownTable);
    }

    Task<long> CountAsync(string table) => store.Client.ScalarAsync<long>(new Statement($"SELECT count() FROM {table}"), None);
}

using Almagest.ClickHouse.Engine;
using Almagest.Scenarios.Fixtures;

namespace Almagest.Scenarios.Engine;

/// <summary>
/// What a broken, hostile or dying client may send to the engine's port. Without the terminal on its standard input the library
/// ends its process at most of these.
/// </summary>
[Collection(EngineCollection.Name)]
public sealed class HttpFuzzScenarios(EngineFixture engine)
{
    public static TheoryData<string> Cases => [.. HttpFuzzCases.All("").Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Engine_survives(string name)
    {
        var before = engine.Supervisor.Status;
        var address = await engine.Supervisor.GetAddressAsync(default);
        var headers = $"X-Engine-Secret: {address.Secret}\r\nX-ClickHouse-User: {address.Writer.User}\r\nX-ClickHouse-Key: {address.Writer.Password}\r\n";
        foreach (var credentials in new[] { "", headers })
            foreach (var ending in Enum.GetValues<Ending>())
                await RawConnection.SendAsync(address.Url.Port, HttpFuzzCases.All(credentials)[name](), ending);
        await ShouldBeAliveAsync(before);
    }

    [Fact]
    public async Task Engine_survives_many_connections_at_once_that_say_nothing()
    {
        var before = engine.Supervisor.Status;
        var sends = from ending in Enum.GetValues<Ending>() from _ in Enumerable.Range(0, 100) select RawConnection.SendAsync(before.Port!.Value, [], ending);
        await Task.WhenAll(sends);
        await ShouldBeAliveAsync(before);
    }

    [Fact]
    public async Task Engine_survives_random_bytes()
    {
        var before = engine.Supervisor.Status;
        var random = new Random(20261121);
        for (var i = 0; i < 200; i++)
        {
            var bytes = new byte[random.Next(1, 4000)];
            random.NextBytes(bytes);
            await RawConnection.SendAsync(before.Port!.Value, bytes, (Ending)random.Next(3));
        }
        await ShouldBeAliveAsync(before);
    }

    [Fact]
    public async Task Engine_survives_requests_cut_at_any_byte()
    {
        var before = engine.Supervisor.Status;
        var address = await engine.Supervisor.GetAddressAsync(default);
        var request = HttpFuzzCases.Whole(address);
        for (var length = 1; length < request.Length; length += 3)
            await RawConnection.SendAsync(address.Url.Port, request[..length], length % 2 == 0 ? Ending.Close : Ending.Reset);
        await ShouldBeAliveAsync(before);
    }

    [Fact]
    public async Task Engine_survives_answers_nobody_reads()
    {
        var before = engine.Supervisor.Status;
        var address = await engine.Supervisor.GetAddressAsync(default);
        var request = HttpFuzzCases.Whole(address, "SELECT number, toString(number) FROM numbers(5000000)");
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => RawConnection.SendAsync(address.Url.Port, request, (Ending)(i % 3))));
        await ShouldBeAliveAsync(before);
    }

    async Task ShouldBeAliveAsync(EngineStatus before)
    {
        (await engine.Caller.RunAsync("SELECT 1")).ShouldBe("1");
        var now = engine.Supervisor.Status;
        now.ProcessId.ShouldBe(before.ProcessId);
        now.Restarts.ShouldBe(before.Restarts);
    }
}

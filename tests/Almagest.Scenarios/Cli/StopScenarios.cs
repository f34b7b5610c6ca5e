using System.Net.Sockets;
using System.Text;
using Almagest.Scenarios.Fixtures;

namespace Almagest.Scenarios.Cli;

public sealed class StopScenarios : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Stop_waits_for_a_request_that_is_under_way_and_ends_with_0()
    {
        using var server = await ServerProcess.StartAsync(_folder.Path);
        using var sender = new TcpClient(server.Address.Host, server.Address.Port);
        await using var stream = sender.GetStream();
        await stream.WriteAsync("POST /v1/logs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-protobuf\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n"u8.ToArray());
        // Told to continue when the server begins to read the body.
        var answer = new byte[64];
        var read = await stream.ReadAsync(answer);
        Encoding.ASCII.GetString(answer, 0, read).ShouldStartWith("HTTP/1.1 100");
        var ended = server.TerminateAsync();
        // Longer than the 2 s after which the library for command lines would end the process.
        await Task.Delay(TimeSpan.FromSeconds(3));
        await stream.WriteAsync(new byte[] { 0x0a, 0x02, 0x0a, 0x00 });
        read = await stream.ReadAsync(answer);
        Encoding.ASCII.GetString(answer, 0, read).ShouldStartWith("HTTP/1.1 200");
        sender.Close();
        (await ended).ShouldBe(0);
        File.Exists(Path.Combine(_folder.Path, "engine", "data", "status")).ShouldBeFalse("the engine removes it when it ends cleanly");
    }
}

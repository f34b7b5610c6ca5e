using System.Net.Sockets;
using Almagest.Server.Ingest.Syslog;
using Almagest.Server.Platform.Configuration;
using Almagest.Tests.Ingest.Logs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Almagest.Tests.Ingest.Syslog;

public sealed class SyslogListenerTests
{
    static readonly ServerOptions Server = new() { SyslogListen = "127.0.0.1:0" };

    [Fact]
    public async Task Tcp_messages_are_stored_in_order()
    {
        await using var store = new FakeLogStore();
        using var listener = new SyslogTcpListener(Server, new SyslogOptions(), Receiver(store), NullLogger<SyslogTcpListener>.Instance);
        await listener.StartAsync(CancellationToken.None);
        await WaitAsync(() => listener.LocalEndPoint is not null);
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(listener.LocalEndPoint!);
            await client.GetStream().WriteAsync("13 <13>one: alph<14>two: bravo\n<15>three: not ended"u8.ToArray());
        }

        (await store.WaitAsync(3)).Select(static l => l.Body).ShouldBe(["alph", "bravo", "not ended"]);
        await listener.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Messages_before_a_broken_one_are_kept()
    {
        await using var store = new FakeLogStore();
        using var listener = new SyslogTcpListener(Server, new SyslogOptions { MaxMessageBytes = 480 }, Receiver(store), NullLogger<SyslogTcpListener>.Instance);
        await listener.StartAsync(CancellationToken.None);
        await WaitAsync(() => listener.LocalEndPoint is not null);
        using var client = new TcpClient();
        await client.ConnectAsync(listener.LocalEndPoint!);
        await client.GetStream().WriteAsync("<13>kept\n9999 <13>too long"u8.ToArray());
        (await client.GetStream().ReadAsync(new byte[1])).ShouldBe(0);
        store.Lines.Select(static l => l.Body).ShouldBe(["kept"]);
        await listener.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Udp_datagrams_are_messages()
    {
        await using var store = new FakeLogStore();
        using var listener = new SyslogUdpListener(Server, Receiver(store), TimeProvider.System, NullLogger<SyslogUdpListener>.Instance);
        await listener.StartAsync(CancellationToken.None);
        await WaitAsync(() => listener.LocalEndPoint is not null);
        using var client = new UdpClient();
        client.Connect(listener.LocalEndPoint!);
        await client.SendAsync("<13>app: first"u8.ToArray());
        await client.SendAsync("<11>app: second\n"u8.ToArray());
        (await store.WaitAsync(2)).Select(static l => $"{l.Body} {l.Level}").ShouldBe(["first info", "second error"]);
        await listener.StopAsync(CancellationToken.None);
    }

    static SyslogReceiver Receiver(FakeLogStore store) => new(store.Intake, new SyslogOptions(), TimeProvider.System);

    static async Task WaitAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition())
            await Task.Delay(5, limit.Token);
    }
}

using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Net.Sockets;
using System.Text;
using Almagest.Server.Ingest.Beats;
using Almagest.Server.Platform.Configuration;
using Almagest.Tests.Ingest.Logs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Almagest.Tests.Ingest.Beats;

public sealed class BeatsListenerTests : IAsyncLifetime, IAsyncDisposable
{
    readonly FakeLogStore _store = new();
    readonly TcpClient _client = new();
    readonly BeatsListener _listener;

    public BeatsListenerTests() => _listener = new BeatsListener(new ServerOptions { BeatsListen = "127.0.0.1:0" }, new BeatsOptions { Index = "logs-%{service}-%{+YYYY.MM.dd}" }, _store.Intake, TimeProvider.System, NullLogger<BeatsListener>.Instance);

    public async Task InitializeAsync()
    {
        await _listener.StartAsync(CancellationToken.None);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (_listener.LocalEndPoint is null)
            await Task.Delay(5, limit.Token);
        await _client.ConnectAsync(_listener.LocalEndPoint);
    }

    ValueTask IAsyncDisposable.DisposeAsync() => new(DisposeAsync());

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _listener.StopAsync(CancellationToken.None);
        _listener.Dispose();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task Json_window_is_acknowledged_after_it_is_durable()
    {
        _store.Durable.Reset();
        var day = TimeProvider.System.GetUtcNow().AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await SendAsync([.. Window(2), .. Json(1, $"{{\"message\": \"one\", \"@timestamp\": \"{day}T23:59:59Z\", \"@metadata\": {{\"beat\": \"filebeat\"}}, \"service\": {{\"name\": \"s\"}}}}"), .. Json(2, "{\"message\": \"two\"}")]);
        var answer = ReadAsync();
        answer.IsCompleted.ShouldBeFalse();
        _store.Durable.Set();
        (await answer).ShouldBe(((byte)'2', (byte)'A', 2u));
        _store.Lines.Select(static l => l.Body).ShouldBe(["one", "two"]);
        _store.Lines.First().Attributes.ShouldBe("");
        _store.Lines.First().Labels.ShouldBe($"index=logs-s-{day.Replace('-', '.')},service_name=s");
    }

    [Fact]
    public async Task Compressed_windows_follow_each_other()
    {
        await SendAsync([.. Window(1), .. Compressed(Json(1, "{\"message\": \"one\"}"))]);
        (await ReadAsync()).Item3.ShouldBe(1u);
        await SendAsync([.. Window(2), .. Compressed([.. Json(1, "{\"message\": \"two\"}"), .. Json(2, "{\"message\": \"three\"}")])]);
        (await ReadAsync()).Item3.ShouldBe(2u);
        _store.Lines.Select(static l => l.Body).ShouldBe(["one", "two", "three"]);
    }

    [Fact]
    public async Task Pairs_of_version_1_are_events()
    {
        byte[] pair = [(byte)'1', (byte)'D', .. Number(1), .. Number(2), .. Text("line"), .. Text("old"), .. Text("file"), .. Text("/var/log/x")];
        foreach (var part in new byte[][] { [(byte)'1', (byte)'W', .. Number(1)], pair[..13], pair[13..] })
            await SendAsync(part);
        (await ReadAsync()).ShouldBe(((byte)'1', (byte)'A', 1u));
        var line = _store.Lines.ShouldHaveSingleItem();
        line.Body.ShouldBe("old");
        line.Attributes.ShouldBe("file=/var/log/x");
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("2X    ")]
    [InlineData("2J\0\0\0\u0001\u007f\u007f\u007f\u007f")]
    public async Task Garbage_closes_the_connection(string garbage)
    {
        await SendAsync(Encoding.Latin1.GetBytes(garbage));
        (await _client.GetStream().ReadAsync(new byte[1])).ShouldBe(0);
    }

    Task SendAsync(byte[] bytes) => _client.GetStream().WriteAsync(bytes).AsTask();

    async Task<(byte, byte, uint)> ReadAsync()
    {
        var answer = new byte[6];
        await _client.GetStream().ReadExactlyAsync(answer);
        return (answer[0], answer[1], BinaryPrimitives.ReadUInt32BigEndian(answer.AsSpan(2)));
    }

    static byte[] Window(uint size) => [(byte)'2', (byte)'W', .. Number(size)];

    static byte[] Json(uint sequence, string json) => [(byte)'2', (byte)'J', .. Number(sequence), .. Text(json)];

    static byte[] Compressed(byte[] frames)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionMode.Compress, leaveOpen: true))
            zlib.Write(frames);
        return [(byte)'2', (byte)'C', .. Number((uint)packed.Length), .. packed.ToArray()];
    }

    static byte[] Text(string text) => [.. Number((uint)Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];

    static byte[] Number(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}

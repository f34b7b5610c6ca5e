using System.Net;
using System.Net.Sockets;
using System.Text;
using Almagest.Cli.Otlp;

namespace Almagest.Tests.Cli.Otlp;

public sealed class OtlpSenderTests : IDisposable
{
    readonly TcpListener _receiver = new(IPAddress.Loopback, 0);

    public OtlpSenderTests() => _receiver.Start();

    public void Dispose() => _receiver.Dispose();

    [Theory]
    [InlineData("", "/v1/logs")]
    [InlineData("/", "/v1/logs")]
    [InlineData("/vault/otlp", "/vault/otlp/v1/logs")]
    [InlineData("/vault/otlp/", "/vault/otlp/v1/logs")]
    public async Task Path_of_the_endpoint_is_kept(string path, string expected)
    {
        using var sender = new OtlpHttpSender(new Uri($"http://{_receiver.LocalEndpoint}{path}"));
        var answer = sender.SendAsync(OtlpSignal.Logs, new byte[] { 1 }, default);
        (await AnswerAsync("200 OK")).ShouldStartWith($"POST {expected} HTTP/1.1");
        (await answer).Accepted.ShouldBeTrue();
    }

    [Fact]
    public async Task Caller_is_told_of_answers_after_which_it_tries_again()
    {
        using var sender = new OtlpHttpSender(new Uri($"http://{_receiver.LocalEndpoint}"));
        List<string> told = [];
        var answer = sender.SendUntilAnsweredAsync(OtlpSignal.Logs, new byte[] { 1 }, default, retry => told.Add(retry.Message));
        await AnswerAsync("503 Service Unavailable");
        await AnswerAsync("200 OK");
        (await answer).Accepted.ShouldBeTrue();
        told.ShouldHaveSingleItem().ShouldStartWith("status 503");
    }

    async Task<string> AnswerAsync(string status)
    {
        using var client = await _receiver.AcceptTcpClientAsync();
        await using var stream = client.GetStream();
        var buffer = new byte[4096];
        var (text, read) = ("", 1);
        while (read > 0 && !text.Contains("\r\n\r\n\u0001", StringComparison.Ordinal))
            text += Encoding.ASCII.GetString(buffer, 0, read = await stream.ReadAsync(buffer));
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        return text;
    }
}

using System.IO.Pipelines;
using System.Text;
using Almagest.Server.Platform.Hosting.Http2;

namespace Almagest.Tests.Platform.Hosting;

public sealed class Http2PrefaceTests
{
    const string Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    [Theory]
    [InlineData(Preface, true)]
    [InlineData(Preface + "more", true)]
    [InlineData("GET / HTTP/1.1\r\n\r\n", false)]
    [InlineData("PRI * HTTP/1.1\r\n\r\n", false)]
    [InlineData("PRIX / HTTP/1.1\r\n\r\n", false)]
    [InlineData("P", false)]
    [InlineData("", false)]
    public async Task Version_is_told_by_the_first_bytes_however_they_come(string text, bool http2)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        foreach (var size in new[] { 1, 7, Math.Max(1, bytes.Length) })
        {
            var pipe = new Pipe();
            var answer = Http2Preface.BeginsAsync(pipe.Reader, CancellationToken.None);
            foreach (var piece in bytes.Chunk(size))
                await pipe.Writer.WriteAsync(piece);
            await pipe.Writer.CompleteAsync();
            (await answer).ShouldBe(http2);
            var rest = await pipe.Reader.ReadAtLeastAsync(bytes.Length);
            Encoding.ASCII.GetString(System.Buffers.BuffersExtensions.ToArray(rest.Buffer)).ShouldBe(text, "nothing was read");
        }
    }
}

using System.Diagnostics;
using Almagest.Cli.Otlp;

namespace Almagest.TraceBench;

/// <summary>Sends the copies by OTLP over HTTP, each connection waiting for its acknowledgement.</summary>
static class Loader
{
    internal static async Task<long> SendAsync(Uri otlp, ShopTraces traces, int copies, long endUnixNano, int connections)
    {
        using var sender = new OtlpHttpSender(otlp, connections: connections);
        using var source = traces.Requests(copies, endUnixNano).GetEnumerator();
        var (sent, started) = (0L, Stopwatch.GetTimestamp());
        var gate = new Lock();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            while (true)
            {
                (byte[] Body, int Spans) request;
                lock (gate)
                {
                    if (!source.MoveNext())
                        return;
                    request = source.Current;
                }

                var answer = await sender.SendUntilAnsweredAsync(OtlpSignal.Traces, request.Body, CancellationToken.None);
                if (!answer.Accepted || answer.Rejected > 0)
                    throw new InvalidOperationException($"not stored: {answer.Message} ({answer.Rejected} rejected)");
                Interlocked.Add(ref sent, request.Spans);
            }
        })));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Console.WriteLine($"| ingest, {sent:N0} spans by OTLP over HTTP, {connections} connections | {sent / seconds:N0} spans/s | {seconds:0} s |");
        return sent;
    }
}

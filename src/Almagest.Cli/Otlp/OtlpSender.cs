using System.Net;

namespace Almagest.Cli.Otlp;

/// <summary>Sends encoded OTLP requests; one instance keeps its connections. Safe to use from many threads.</summary>
public abstract class OtlpSender : IDisposable
{
    protected const int MaxWaitSeconds = 30;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Sends once.</summary>
    /// <returns>The answer; a transport error is an answer that may be retried.</returns>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<OtlpAnswer> SendAsync(OtlpSignal signal, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        try
        {
            return await ExchangeAsync(signal, body, ct);
        }
        catch (HttpRequestException error)
        {
            return new(false, true, null, 0, error.InnerException?.Message ?? error.Message);
        }
        catch (IOException error)
        {
            return new(false, true, null, 0, error.Message);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new(false, true, null, 0, $"no answer within {Patience.TotalSeconds:0} s");
        }
    }

    /// <summary>Sends until the request is accepted or refused for good, honouring what the receiver asks to wait.</summary>
    /// <param name="signal">What it brings.</param>
    /// <param name="body">The request.</param>
    /// <param name="ct">Gives up.</param>
    /// <param name="onRetry">Told of each answer after which it tries again.</param>
    public async Task<OtlpAnswer> SendUntilAnsweredAsync(OtlpSignal signal, ReadOnlyMemory<byte> body, CancellationToken ct, Action<OtlpAnswer>? onRetry = null)
    {
        for (var attempt = 0; ; attempt++)
        {
            var answer = await SendAsync(signal, body, ct);
            if (answer.Accepted || !answer.Retry) return answer;
            onRetry?.Invoke(answer);
            var wait = answer.After ?? TimeSpan.FromMilliseconds(Math.Min(100 << Math.Min(attempt, 6), 5000));
            await Task.Delay(TimeSpan.FromSeconds(Math.Min(wait.TotalSeconds, MaxWaitSeconds)), ct);
        }
    }

    public abstract void Dispose();

    protected abstract Task<OtlpAnswer> ExchangeAsync(OtlpSignal signal, ReadOnlyMemory<byte> body, CancellationToken ct);

    protected static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter?.Delta;

    protected static HttpClient NewClient(Uri url, int connections) => new(new SocketsHttpHandler
    {
        MaxConnectionsPerServer = connections,
        AutomaticDecompression = DecompressionMethods.GZip,
        UseProxy = false,
    })
    { BaseAddress = Folder(url), Timeout = Patience };

    // Without the slash the last part of a path would be replaced by what is asked for.
    static Uri Folder(Uri url) => url.AbsolutePath.EndsWith('/') ? url : new UriBuilder(url) { Path = url.AbsolutePath + "/" }.Uri;
}

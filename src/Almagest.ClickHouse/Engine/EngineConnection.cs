using System.Net;
using Almagest.ClickHouse.Http;

namespace Almagest.ClickHouse.Engine;

/// <summary>
/// The few statements the supervisor itself sends. Apart from the client of the rest of the program: it must work while that one
/// waits for the engine.
/// </summary>
sealed class EngineConnection(StoreAddress address) : IDisposable
{
    readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false }) { Timeout = Timeout.InfiniteTimeSpan };

    public StoreAddress Address => address;

    /// <summary>Runs one statement as the writer and gives its text.</summary>
    /// <exception cref="HttpRequestException">No answer, or an error of the engine, whose text is the message.</exception>
    public async Task<string> RunAsync(string sql, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address.Url, "/?default_format=TSVRaw")) { Content = new StringContent(sql) };
        request.Headers.Add(EngineHttp.SecretHeader, address.Secret);
        request.Headers.Add("X-ClickHouse-User", address.Writer.User);
        request.Headers.Add("X-ClickHouse-Key", address.Writer.Password);
        using var response = await _http.SendAsync(request, ct).ConfigureAwait(false);
        var text = (await response.Content.ReadAsStringAsync(ct).ConfigureAwait(false)).Trim();
        return response.StatusCode == HttpStatusCode.OK ? text : throw new HttpRequestException(text, null, response.StatusCode);
    }

    /// <summary>Stops whatever runs for anybody but the boot query, which keeps the engine alive and runs without a user name.</summary>
    public Task StopQueriesAsync(CancellationToken ct) =>
        RunAsync("KILL QUERY WHERE user NOT IN ('', 'default') AND query NOT LIKE 'KILL QUERY WHERE user%' SYNC", ct);

    public void Dispose() => _http.Dispose();
}
